// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static io.bailiff.agent.group.TestHost.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.WatchedHostFiles;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimOperation;
import io.bailiff.agent.sim.SimStranger;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host driver that matched a member before the pin, and binds the member after the pin. */
class LateDriverTest {

    private static final Binding AWAY = new Binding("vfio-pci", "vfio-pci");
    private static final Binding BEFORE = new Binding(null, "e1000");
    private static final String OVERRIDE = "/sys/bus/pci/devices/" + PORT_1 + "/driver_override";
    private static final String BIND = "/sys/bus/pci/drivers/e1000/bind";

    @TempDir
    private Path state = Path.of("");

    private TestHost host = TestHost.with(state);

    @AfterEach
    void nothingWasEverLoose() {
        host.close();
    }

    @ParameterizedTest
    @EnumSource(KernelFlavour.class)
    void aDriverThatIsProbingWhenTheMemberIsPinnedIsUnboundAgain(KernelFlavour flavour) throws Exception {
        boot(flavour);
        host.sim.kernel().faults().delay(SimOperation.DRIVER_PROBE, PORT_1, Duration.ofMillis(50));
        RecordedSteps steps = new RecordedSteps();
        host = host.seenThrough(new BeforeFirstWrite(host.files, OVERRIDE, this::beginProbe));

        MoveOutcome outcome =
                host.groups.operations().detach(new DetachRequest(host.nic(), "command line", "operation-1"), steps);

        assertThat(outcome).isEqualTo(new MoveOutcome.Done("Detached."));
        assertThat(host.binding(PORT_1)).isEqualTo(AWAY);
        assertThat(steps.doneTo(PORT_1)).contains("UNBIND unbind from e1000");
        assertThat(host.reattachNic()).isInstanceOf(MoveOutcome.Done.class);
        assertThat(host.binding(PORT_1)).isEqualTo(BEFORE);
    }

    @Test
    void aDriverThatComesBackAfterEveryUnbindEndsTheDetach() throws Exception {
        boot(KernelFlavour.LOCKLESS);
        host = host.seenThrough(new BeforeProbes(host.files, () -> {
            bindE1000();
            host.write(OVERRIDE, "vfio-pci");
        }));

        assertThat(host.detachNic())
                .isInstanceOfSatisfying(
                        MoveOutcome.Undone.class,
                        undone -> assertThat(undone.reason())
                                .contains("the function is bound to e1000 after 3 attempts to bind vfio-pci"));

        assertThat(host.binding(PORT_1)).isEqualTo(BEFORE);
    }

    @Test
    void aMemberThatAnotherProgramPinsElsewhereIsNotTakenFromThatProgram() throws Exception {
        boot(KernelFlavour.LOCKLESS);
        host = host.seenThrough(new BeforeProbes(host.files, this::bindE1000));

        assertThat(host.detachNic())
                .isInstanceOfSatisfying(
                        MoveOutcome.Undone.class,
                        undone -> assertThat(undone.reason())
                                .contains("another program has changed driver_override to e1000"));
    }

    /** Boots a host with a driverless member. The member is pinned to its host driver, so that a bind is possible and no moment is loose. */
    private void boot(KernelFlavour flavour) throws HostFileException {
        host = TestHost.with(state, flavour, SimTopology.demo());
        host.write(OVERRIDE, "e1000");
        host.write("/sys/bus/pci/drivers/e1000/unbind", PORT_1.toString());
        assertThat(host.binding(PORT_1)).isEqualTo(BEFORE);
    }

    private void beginProbe() {
        SimStranger.run(host.sim, "echo " + PORT_1 + " > " + BIND);
        await().until(() -> "e1000".equals(host.binding(PORT_1).driver()));
    }

    private void bindE1000() throws HostFileException {
        host.write(OVERRIDE, "e1000");
        host.write(BIND, PORT_1.toString());
    }

    /** Lets another program do something before every probe of the member. */
    private static final class BeforeProbes extends WatchedHostFiles {

        private interface Deed {
            void happen() throws HostFileException;
        }

        private final Deed deed;

        BeforeProbes(HostFiles files, Deed deed) {
            super(files);
            this.deed = deed;
        }

        @Override
        protected void around(String path, String value, Write write) throws HostFileException {
            if (path.endsWith("/drivers_probe") && value.equals(PORT_1.toString())) {
                deed.happen();
            }
            write.run();
        }
    }
}
