// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.DirectoryVersion;
import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimHost;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The lasting facts of the demonstration's host: a dual-port NIC with a bridge in front, and a disk. */
class BusFactsTest {

    private static final PciAddress PORT_0 = PciAddress.parse("0000:02:01.0");
    private static final PciAddress PORT_1 = PciAddress.parse("0000:02:01.1");
    private static final PciAddress BRIDGE = PciAddress.parse("0000:01:00.0");
    private static final String DEVICES = "/sys/bus/pci/devices/";

    private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);
    private final BusFactsReader reader = new BusFactsReader(sim.files());

    @Test
    void theFactsLastWhileNoFunctionAndNoDriverComesOrGoes() throws Exception {
        BusFacts facts = reader.current();
        sim.files().write("/sys/bus/pci/drivers/e1000/unbind", PORT_0.toString());

        assertThat(reader.current()).isSameAs(facts);
        assertThat(reader.latest()).isSameAs(facts);
    }

    @Test
    void aFunctionThatComesBackIsReadAgain() throws Exception {
        String place = reader.current().place(PORT_0).orElseThrow();
        sim.files().write(place + "/remove", "1");
        assertThat(reader.current().place(PORT_0)).isEmpty();
        sim.files().write("/sys/bus/pci/rescan", "1");
        sim.kernel().faults().say(DEVICES + PORT_0 + "/modalias", "pci:another-card");

        assertThat(reader.current().place(PORT_0)).contains(place);
        assertThat(reader.current().modalias(PORT_0)).isEqualTo("pci:another-card");
    }

    @Test
    void aFunctionThatWasReplacedBetweenTwoOpensIsReadAgain() throws Exception {
        BusFacts before = reader.current();
        sim.files().write(before.place(PORT_0).orElseThrow() + "/remove", "1");
        sim.files().write("/sys/bus/pci/rescan", "1");

        assertThat(reader.current()).isNotSameAs(before);
    }

    @Test
    void aDriverThatIsLoadedLaterIsReadAgain() throws Exception {
        BusFacts before = reader.current();
        sim.files().load("mlx5_vfio_pci");
        BusFacts after = reader.current();
        sim.files().load("mlx5_vfio_pci");

        assertThat(after).isNotSameAs(before);
        assertThat(reader.current()).as("the driver was loaded already").isSameAs(after);
    }

    @Test
    void theMatesOfAFunctionAreItsGroup() throws Exception {
        assertThat(reader.current().mates(PORT_0)).containsExactlyInAnyOrder(BRIDGE, PORT_0, PORT_1);
        assertThat(reader.current().mayBeEndpoint(PORT_1)).isTrue();
        assertThat(reader.current().mayBeEndpoint(BRIDGE)).isFalse();
    }

    @Test
    void aFunctionThatGetsItsGroupAfterItsPlaceOnTheBusIsAMate() throws Exception {
        LateGroup files = new LateGroup(sim.files());
        BusFactsReader late = new BusFactsReader(files);
        assertThat(late.current().mates(PORT_0)).doesNotContain(PORT_1);

        files.isInGroup = true;

        assertThat(late.current().mates(PORT_0)).contains(PORT_1);
    }

    @Test
    void withoutVersionsEachDecisionReadsAnew() throws Exception {
        HostFiles files = new ForwardingHostFiles(sim.files()) {
            @Override
            public Optional<DirectoryVersion> version(String directory) {
                return Optional.empty();
            }
        };
        BusFactsReader unproven = new BusFactsReader(files);

        assertThat(unproven.current()).isNotSameAs(unproven.current());
        assertThat(unproven.current().mates(PORT_0)).containsExactlyInAnyOrder(BRIDGE, PORT_0, PORT_1);
        assertThat(new BoundFunctions(files).on("e1000")).isEmpty();
    }

    @Test
    void aFactThatCannotBeReadIsNotRemembered() throws Exception {
        BusFacts facts = reader.current();
        sim.kernel().faults().failRead(DEVICES + PORT_0 + "/modalias", SimErrno.EIO);
        assertThatThrownBy(() -> facts.modalias(PORT_0)).isInstanceOf(HostFileException.class);
        sim.kernel().faults().clear();

        assertThat(facts.modalias(PORT_0)).startsWith("pci:v00008086");
    }

    @Test
    void aFunctionLeavesTheListOfItsDriverAtOnceAndComesBack() throws Exception {
        BoundFunctions bound = new BoundFunctions(sim.files());
        assertThat(bound.on("e1000")).contains(PORT_0, PORT_1);
        sim.files().write("/sys/bus/pci/drivers/e1000/unbind", PORT_0.toString());
        assertThat(bound.on("e1000")).doesNotContain(PORT_0).contains(PORT_1);
        sim.files().write("/sys/bus/pci/drivers/e1000/bind", PORT_0.toString());
        assertThat(bound.on("e1000")).contains(PORT_0, PORT_1);
    }

    /** A kernel in device_add: port 1 is on the bus, and in no group yet. */
    private static final class LateGroup extends ForwardingHostFiles {

        private boolean isInGroup;

        LateGroup(HostFiles files) {
            super(files);
        }

        @Override
        public Optional<String> readLink(String path) throws HostFileException {
            boolean isHidden = !isInGroup && path.equals(DEVICES + PORT_1 + "/iommu_group");
            return isHidden ? Optional.empty() : super.readLink(path);
        }
    }
}
