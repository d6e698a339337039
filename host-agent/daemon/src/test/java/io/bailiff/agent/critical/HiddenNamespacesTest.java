// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.INTERFACE_ADDRESS;
import static io.bailiff.agent.api.Refusal.Code.MOUNTED_FILE_SYSTEM;
import static io.bailiff.agent.critical.FakeHost.DISK;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_DISK;
import static io.bailiff.agent.critical.FakeHost.OTHER_NIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose security module hides the namespaces of init, process 1, also from root. Process 4711 is a container. */
class HiddenNamespacesTest {

    @TempDir
    private Path root;

    private final Set<String> hidden = new HashSet<>(Set.of("/proc/1/ns/mnt", "/proc/1/ns/net"));
    private FakeHost host;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.disk(DISK, "nvme/nvme0", "nvme0n1", "259:0");
        host.disk(OTHER_DISK, "nvme/nvme1", "nvme1n1", "259:4");
        host.netInterface(OTHER_NIC, "eth1");
        host.interfaceFile("eth1", "ifindex", "3");
        host.mount("259:0", "/", "ext4", "/dev/nvme0n1", "rw");
        host.tree()
                .link("/proc/1/ns/mnt", "mnt:[1]")
                .link("/proc/1/ns/net", "net:[1]")
                .link("/proc/800/ns/mnt", "mnt:[1]")
                .link("/proc/800/ns/net", "net:[1]")
                .link("/proc/800/root", "../..")
                .file("/proc/800/comm", "sshd\n")
                .file("/proc/800/mountinfo", "30 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n")
                .file("/proc/800/net/dev", "Inter-|\n face |\n  eno1:  0\n  eth1:  0\n eth1.7:  0\n")
                .file("/proc/4711/comm", "nginx\n")
                .link("/proc/4711/ns/mnt", "mnt:[2]")
                .link("/proc/4711/ns/net", "net:[2]")
                .file("/proc/4711/mountinfo", "9 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n")
                .file("/proc/4711/net/dev", "Inter-|\n face |\n    lo:  0\n");
    }

    @Test
    void nothingIsUnknownAndTheHostsOwnInterfacesAreInNoOtherNamespace() throws Exception {
        host.stackedInterface("eth1.7");
        host.interfaceFile("eth1.7", "uevent", "DEVTYPE=vlan").interfaceFile("eth1.7", "iflink", "3");
        host.tree().link("/sys/devices/virtual/net/eth1.7/lower_eth1", "../eth1");

        assertThat(FakeHost.texts(read())).isEmpty();
        assertThat(codes(DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(codes(OTHER_DISK)).isEmpty();
        assertThat(codes(NIC)).isEmpty();
    }

    @Test
    void theMountsOfAnotherNamespaceStillCount() throws Exception {
        host.tree().file("/proc/4711/mountinfo", "9 1 259:4 / /mnt rw - ext4 /dev/nvme1n1 rw\n");

        assertThat(codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
    }

    @Test
    void theMountsOfAProcessWithAHiddenNamespaceCount() throws Exception {
        hidden.add("/proc/4711/ns/mnt");
        host.tree().file("/proc/4711/mountinfo", "9 1 259:4 / /mnt rw - ext4 /dev/nvme1n1 rw\n");

        assertThat(codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(FakeHost.texts(read())).isEmpty();
    }

    @Test
    void anInterfaceInAnotherNamespaceStillCounts() throws Exception {
        host.tree().directory(host.pci().directory(NIC) + "/net");

        assertThat(codes(NIC)).containsExactly(INTERFACE_ADDRESS);
    }

    @Test
    void aHiddenNamespaceOfAnotherProcessMakesNicsUnknown() throws Exception {
        hidden.add("/proc/4711/ns/net");

        assertThat(codes(OTHER_NIC)).containsExactly(Refusal.Code.UNKNOWN);
        assertThat(codes(OTHER_DISK)).isEmpty();
    }

    private List<Refusal.Code> codes(String address) throws HostFileException {
        return read()
                .refusals(new PciBus(files()).groupOf(PciAddress.parse(address)).orElseThrow())
                .stream()
                .map(Refusal::code)
                .distinct()
                .toList();
    }

    private CriticalFunctions read() {
        return CriticalFunctions.read(files(), List.of());
    }

    private HostFiles files() {
        return new ForwardingHostFiles(host.tree().files()) {
            @Override
            public Optional<String> readLink(String path) throws HostFileException {
                if (hidden.contains(path)) {
                    throw new HostFileException(HostError.DENIED, path, "Permission denied (EACCES)");
                }
                return super.readLink(path);
            }
        };
    }
}
