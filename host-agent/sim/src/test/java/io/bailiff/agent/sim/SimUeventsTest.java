// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.UeventSource.Uevent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of the simulated uevents the contract does not say, because a host in the lab needs its NICs. */
class SimUeventsTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final String BEHIND = "/devices/pci0000:00/0000:00:05.0/0000:01:00.0";

    private final SimHost host = SimHost.demo(KernelFlavour.REFUSES);
    private final AdministratorActions administrator = new AdministratorActions(host.files());
    private final SimUevents uevents = host.uevents();

    @Test
    void theNewsOfALossOvertakesWhatWasNotLost() throws Exception {
        administrator.override(PORT, "none");
        administrator.unbind(PORT, "e1000");
        uevents.loseNext(1);
        administrator.override(PORT, "e1000");
        administrator.bind(PORT, "e1000");
        administrator.unbind(PORT, "e1000");
        List<Uevent> told = uevents.await(Duration.ZERO);
        assertThat(told).extracting(Uevent::action).containsExactly("lost", "unbind", "unbind");
        assertThat(told.get(0).isLost()).isTrue();
        assertThat(uevents.await(Duration.ZERO)).isEmpty();
    }

    @Test
    void eachListenerHearsEverythingSinceItBegan() throws Exception {
        administrator.override(PORT, "none");
        administrator.unbind(PORT, "e1000");
        try (SimUevents late = host.uevents()) {
            assertThat(late.await(Duration.ZERO)).isEmpty();
            administrator.override(PORT, "e1000");
            administrator.bind(PORT, "e1000");
            assertThat(late.await(Duration.ZERO))
                    .containsExactly(new Uevent("bind", "pci", BEHIND + "/" + PORT, "e1000", false));
        }
        assertThat(uevents.await(Duration.ZERO)).hasSize(2);
    }

    @Test
    void oneThatIsClosedSaysSo() {
        uevents.close();
        assertThatThrownBy(() -> uevents.await(Duration.ofSeconds(10))).isInstanceOf(HostFileException.class);
    }

    @Test
    void aDriverIsToldOfAfterItHasTakenItsFunctions() throws Exception {
        host.kernel().modules().unload("e1000");
        host.files().load("e1000");
        assertThat(actionsAndPaths())
                .containsExactly(
                        "unbind " + BEHIND + "/0000:02:01.1",
                        "unbind " + BEHIND + "/0000:02:01.0",
                        "remove /bus/pci/drivers/e1000",
                        "bind " + BEHIND + "/0000:02:01.0",
                        "bind " + BEHIND + "/0000:02:01.1",
                        "add /bus/pci/drivers/e1000");
    }

    @Test
    void aDriverThatComesTakesNothingWithAutoprobeOff() throws Exception {
        host.kernel().modules().unload("e1000");
        host.files().write("/sys/bus/pci/drivers_autoprobe", "0");
        uevents.await(Duration.ZERO);
        host.files().load("e1000");
        assertThat(actionsAndPaths()).containsExactly("add /bus/pci/drivers/e1000");
    }

    @Test
    void everythingBehindABridgeLeavesItsDriverBeforeAnythingIsRemoved() throws Exception {
        host.files().write("/sys/bus/pci/devices/0000:01:00.0/remove", "1");
        assertThat(actionsAndPaths())
                .containsExactly(
                        "unbind " + BEHIND + "/0000:02:01.1",
                        "unbind " + BEHIND + "/0000:02:01.0",
                        "remove " + BEHIND + "/0000:02:01.0",
                        "remove " + BEHIND + "/0000:02:01.1",
                        "remove " + BEHIND);
    }

    @Test
    void aModuleInUseByAGuestDoesNotLeave() throws Exception {
        host.files().load("vfio-pci");
        administrator.move(PORT, "e1000", "vfio-pci");
        administrator.move(PciAddress.parse("0000:02:01.1"), "e1000", "vfio-pci");
        host.kernel().vfio().open(4242, PORT);
        assertThatThrownBy(() -> host.kernel().modules().unload("vfio-pci"))
                .hasMessage("rmmod: ERROR: Module vfio-pci is in use");
        host.kernel().vfio().closeAll(4242);
        host.kernel().modules().unload("vfio-pci");
        assertThat(host.files().list("/sys/bus/pci/drivers")).doesNotContain("vfio-pci");
    }

    private List<String> actionsAndPaths() throws Exception {
        return uevents.await(Duration.ZERO).stream()
                .map(event -> event.action() + " " + event.path())
                .toList();
    }
}
