// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.Affected;
import io.bailiff.agent.sim.FileAccessListener;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.agent.sim.GuestTimings;
import io.bailiff.agent.sim.GuestView;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimFiles;
import io.bailiff.agent.sim.SimGuests;
import io.bailiff.agent.sim.SimMachine;
import io.bailiff.agent.sim.SimServer;
import io.bailiff.agent.sim.ThreadClock;
import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.FunctionPool;
import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.GuestStateContract;
import io.bailiff.libvirt.Hypervisor;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract on the simulated libvirt, through its server and its client. */
class GuestStatesOnSimTest extends GuestStateContract {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final List<String> GROUP = List.of("0000:02:01.0", "0000:02:01.1");

    private final ThreadClock clock = new ThreadClock();
    private final SimMachine machine =
            SimMachine.demo("sim-a", KernelFlavour.REFUSES, "b0071d", GuestTimings.instant(), clock);
    private final SimGuests guests = machine.guests();
    private SimServer server;
    private Hypervisor host;

    @BeforeEach
    void serve() throws Exception {
        SimFiles files = machine.host().files();
        files.load("vfio-pci");
        for (String function : GROUP) {
            String path = "/sys/bus/pci/devices/" + function;
            files.write(path + "/driver_override", "vfio-pci");
            files.write(path + "/driver/unbind", function);
            files.write("/sys/bus/pci/drivers_probe", function);
        }
        server = SimServer.start(0, List.of(machine), new FileAccessListener() {});
        host = new SimulatedHypervisors()
                .open(
                        "127.0.0.1:" + server.port(),
                        "sim-a",
                        ConnectionSettings.standard(),
                        Clock.systemUTC(),
                        new Random(5));
        await().until(() -> host.status().connected());
    }

    @AfterEach
    void stop() {
        host.close();
        server.close();
        clock.close();
    }

    @Test
    void everyStateOfTheSimulationIsAStateOfTheAdapter() {
        assertThat(Arrays.stream(GuestView.State.values()).map(Enum::name))
                .containsExactlyElementsOf(Arrays.stream(GuestState.values())
                        .filter(state -> state != GuestState.UNKNOWN)
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void thePoolsOfADefinitionAreShown() throws Exception {
        UUID guest = guests.define("pooled", GuestBehaviour.FIRMWARE);
        guests.control().definePool(guest, new GuestView.Pool("vf-pool", "enp1s0f0", GROUP, true));

        assertThat(host.guest(guest).orElseThrow().definedPools())
                .containsExactly(new FunctionPool("vf-pool", Optional.of("enp1s0f0"), GROUP, true));
    }

    @Override
    protected Hypervisor host() {
        return host;
    }

    @Override
    protected UUID start() throws Exception {
        UUID guest = startWithout();
        guests.attach(guest, ALIAS, PORT, Affected.BOTH);
        return guest;
    }

    private UUID startWithout() throws Exception {
        UUID guest = guests.define("guest-" + guests.all().size(), GuestBehaviour.FIRMWARE);
        guests.start(guest);
        return guest;
    }

    @Override
    protected UUID startAndSleep() throws Exception {
        UUID guest = start();
        guests.control().sleep(guest);
        return guest;
    }

    @Override
    protected UUID startAndCrash() throws Exception {
        UUID guest = start();
        guests.control().crash(guest);
        return guest;
    }

    @Override
    protected UUID startAndSave() throws Exception {
        UUID guest = startWithout();
        guests.control().save(guest);
        return guest;
    }

    @Override
    protected boolean hasDevice(UUID guest) throws Exception {
        return host.guest(guest).orElseThrow().liveDevices().stream()
                .anyMatch(device -> device.alias().filter(ALIAS::equals).isPresent());
    }
}
