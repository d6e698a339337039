// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.sim.Affected;
import io.bailiff.agent.sim.FileAccessListener;
import io.bailiff.agent.sim.GuestException;
import io.bailiff.agent.sim.GuestTimings;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimFiles;
import io.bailiff.agent.sim.SimMachine;
import io.bailiff.agent.sim.SimServer;
import io.bailiff.agent.sim.ThreadClock;
import io.bailiff.agent.sim.hypervisor.SimulatedHypervisors;
import io.bailiff.libvirt.AttachContract;
import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.xml.HostDevice;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract on the simulated libvirt, and what the manager's client of it makes of that. */
class AttachOnSimTest extends AttachContract {

    private static final HostDevice NIC = HostDevice.unmanaged("ua-bailiff-device", "0000:02:01.0");
    private static final PciAddress PORT = PciAddress.parse(NIC.address());
    private static final List<String> GROUP = List.of("0000:02:01.0", "0000:02:01.1");

    private static final ConnectionSettings QUICK = new ConnectionSettings(
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            1,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5));

    private final ThreadClock clock = new ThreadClock();
    private final SimMachine machine =
            SimMachine.demo("sim-a", KernelFlavour.REFUSES, "b0071d", GuestTimings.instant(), clock);
    private final UUID web1 = machine.guests().all().get(0).uuid();
    private SimServer server;
    private Hypervisor host;

    @BeforeEach
    void serve() throws Exception {
        SimFiles files = machine.host().files();
        files.load("vfio-pci");
        for (String function : GROUP) {
            toVfio(files, function);
        }
        server = SimServer.start(0, List.of(machine), new FileAccessListener() {});
        host = new SimulatedHypervisors()
                .open("127.0.0.1:" + server.port(), "sim-a", QUICK, Clock.systemUTC(), new Random(5));
        await().until(() -> host.status().connected());
    }

    private static void toVfio(SimFiles files, String function) throws HostFileException {
        String path = "/sys/bus/pci/devices/" + function;
        files.write(path + "/driver_override", "vfio-pci");
        files.write(path + "/driver/unbind", function);
        files.write("/sys/bus/pci/drivers_probe", function);
    }

    @AfterEach
    void stop() {
        host.close();
        server.close();
        clock.close();
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void theClientAddsWhatIsMissing(boolean live, boolean defined) throws Exception {
        if (live) {
            attach(Target.LIVE);
        }
        if (defined) {
            attach(Target.CONFIG);
        }

        host.attach(web1, NIC);

        assertThat(guest().liveDevices()).containsExactly(NIC);
        assertThat(guest().definedDevices()).containsExactly(NIC);
    }

    @Test
    void theClientLeavesTheLiveDeviceInPlaceIfTheDefinitionCannotBeStored() throws Exception {
        definitionCannotBeStored(true);

        assertThatExceptionOfType(HypervisorException.class).isThrownBy(() -> host.attach(web1, NIC));
        assertThatExceptionOfType(HypervisorException.class).isThrownBy(() -> host.attach(web1, NIC));

        assertThat(guest().liveDevices()).containsExactly(NIC);
        assertThat(guest().definedDevices()).isEmpty();
        definitionCannotBeStored(false);
        host.attach(web1, NIC);
        assertThat(guest().definedDevices()).containsExactly(NIC);
    }

    @Override
    protected void attach(Target target) throws HypervisorException {
        attach(NIC.alias().orElseThrow(), Affected.valueOf(target.name()));
    }

    @Override
    protected void defineUnderAnotherAlias() throws HypervisorException {
        attach("ua-bailiff-other", Affected.CONFIG);
    }

    private void attach(String alias, Affected affected) throws HypervisorException {
        try {
            machine.guests().attach(web1, alias, PORT, affected);
        } catch (GuestException failure) {
            throw new HypervisorException(
                    HypervisorException.Code.valueOf(failure.code().name()), String.valueOf(failure.getMessage()));
        }
    }

    @Override
    protected DetachRequest requestDetach() throws HypervisorException {
        return host.requestDetach(web1, NIC.alias().orElseThrow());
    }

    @Override
    protected void awaitRelease() {
        await().until(() -> !isLive());
    }

    @Override
    protected void removeFromDefinition() throws HypervisorException {
        host.removeFromDefinition(web1, NIC.alias().orElseThrow());
    }

    @Override
    protected void turnOff() throws HypervisorException {
        host.destroy(web1, false);
    }

    @Override
    protected void definitionCannotBeStored(boolean now) {
        machine.guests().definitionsCannotBeStored(now ? GuestException.Code.REFUSED : null);
    }

    @Override
    protected boolean isLive() throws HypervisorException {
        return guest().liveDevices().contains(NIC);
    }

    @Override
    protected boolean isDefined() throws HypervisorException {
        return guest().definedDevices().contains(NIC);
    }

    private Guest guest() throws HypervisorException {
        return host.guest(web1).orElseThrow();
    }
}
