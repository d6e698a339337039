// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimProcessesTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");

    private final SimHost host = SimHost.demo(KernelFlavour.REFUSES);
    private final SimFiles files = host.files();

    @Test
    void aCommandLeadsFromShellToLoginToTheServiceThatLetSomebodyIn() throws HostFileException {
        long pid = host.processes().start(ProcessSpec.command("/usr/bin/bash", "take-back", "x y"));
        assertThat(files.read("/proc/" + pid + "/cmdline")).isEqualTo("bash\0take-back\0x y\0");
        assertThat(files.read("/proc/" + pid + "/cgroup")).isEqualTo("0::/user.slice/user-0.slice/session-3.scope");
        assertThat(files.read("/proc/" + pid + "/loginuid")).isEqualTo("0");
        assertThat(ancestors(pid)).containsExactly("bash", "bash", "sshd", "sshd", "systemd");
    }

    @Test
    void aServiceIsInItsUnitAndNobodyHasLoggedInForIt() throws HostFileException {
        String libvirtd = "/proc/" + SimProcesses.LIBVIRTD;
        assertThat(files.read(libvirtd + "/cgroup")).isEqualTo("0::/system.slice/libvirtd.service");
        assertThat(files.readLink(libvirtd + "/exe")).hasValue("/usr/sbin/libvirtd");
        assertThat(files.read(libvirtd + "/loginuid")).isEqualTo("4294967295");
        assertThat(files.read(libvirtd + "/comm")).isEqualTo("libvirtd");
    }

    @Test
    void aThreadOfTheKernelHasNeitherProgramNorCommandLine() throws HostFileException {
        assertThat(files.read("/proc/2/cmdline")).isEmpty();
        assertThat(files.readLink("/proc/2/exe")).isEmpty();
        assertThat(files.list("/proc/2/fd")).isEmpty();
    }

    @Test
    void aLaterProcessBeganLater() throws HostFileException {
        long first = host.processes().start("a");
        long second = host.processes().start("b");
        assertThat(second).isGreaterThan(first);
        assertThat(startTicks(second)).isGreaterThanOrEqualTo(startTicks(first));
        assertThat(startTicks(first)).isGreaterThan(startTicks(SimProcesses.LIBVIRTD));
    }

    @Test
    void aProcessThatIsKilledLetsGoOfItsDevicesAndCallsNoMore() throws Exception {
        files.load("vfio-pci");
        AdministratorActions administrator = new AdministratorActions(files);
        administrator.move(PORT, "e1000", "vfio-pci");
        administrator.move(PciAddress.parse("0000:02:01.1"), "e1000", "vfio-pci");
        long pid = host.processes().start("holder");
        host.kernel().vfio().open(pid, PORT);
        assertThat(host.processes().kill(pid)).isTrue();
        assertThat(host.kernel().vfio().openBy(pid)).isEmpty();
        assertThat(files.exists("/proc/" + pid)).isFalse();
        assertThatThrownBy(() -> host.filesAs(pid).read("/proc/version")).hasMessageContaining("No such process");
        assertThat(host.processes().kill(pid)).isFalse();
        assertThat(host.processes().interrupt(pid)).isFalse();
    }

    private List<String> ancestors(long pid) throws HostFileException {
        List<String> names = new ArrayList<>();
        for (long process = pid; process != 0; process = parent(process)) {
            names.add(files.read("/proc/" + process + "/comm"));
        }
        return names;
    }

    private long parent(long pid) throws HostFileException {
        return Long.parseLong(afterName(pid)[1]);
    }

    private long startTicks(long pid) throws HostFileException {
        return Long.parseLong(afterName(pid)[19]);
    }

    /** The fields of {@code stat} from the third on. */
    private String[] afterName(long pid) throws HostFileException {
        String stat = files.read("/proc/" + pid + "/stat");
        return stat.substring(stat.lastIndexOf(") ") + 2).split(" ", -1);
    }
}
