// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Refusal.Code;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Boards, screens and input devices of hosts in the field. */
class FieldHostsTest extends FieldHostTests {

    private static final String HOST_BRIDGE = "0000:00:00.0";
    private static final String SATA = "0000:00:17.0";
    private static final String ONBOARD_NIC = "0000:00:19.0";

    @Test
    void anOrdinaryHostKeepsItsRootDiskItsUplinkAndItsChipset() {
        FieldHost host = host("ordinary");

        assertThat(host.lendable()).isEmpty();
        assertThat(host.codes(HOST_BRIDGE)).containsExactly(Code.CHIPSET);
        assertThat(host.codes(SATA)).containsExactly(Code.MOUNTED_FILE_SYSTEM);
        assertThat(host.evidence(SATA)).containsExactly("/proc/1/mountinfo");
        assertThat(host.codes(ONBOARD_NIC)).containsExactly(Code.DEFAULT_ROUTE);
        assertThat(host.unknowns()).isEmpty();
    }

    @Test
    void nicsBesideADummyHostBridgeAreLentTogetherAndTheHostBridgeStays() {
        FieldHost host = host("dummy-host-bridge-and-nics");
        String first = "0000:01:00.0";
        String second = "0000:02:00.0";
        String wifi = "0000:04:00.0";

        assertThat(host.lendable()).containsExactly("0000:00:02.0", first, second, wifi);
        assertThat(host.actions("0000:00:02.0")).containsExactly("KEEP");
        assertThat(host.actions("0000:00:02.2")).containsExactly("KEEP");
        assertThat(host.actions(second)).containsExactly("PIN", "UNBIND", "PROBE", "VERIFY");
        assertThat(host.exitCode("plan", first)).isZero();
    }

    @Test
    void aDetachOfOneNicNamesTheOthersOfTheGroupAndNotTheHostBridgeThatStays() {
        FieldHost host = host("dummy-host-bridge-and-nics");

        var detach = host.run("detach", "0000:01:00.0");

        assertThat(detach.exitCode()).isEqualTo(REFUSED);
        assertThat(detach.err()).contains("0000:02:00.0", "0000:04:00.0").doesNotContain("0000:00:02.0");
        assertThat(host.unbound()).isEmpty();
        assertThat(host.exitCode("detach", "0000:01:00.0", "0000:02:00.0", "0000:04:00.0"))
                .as("the tree has no kernel that binds vfio-pci")
                .isEqualTo(UNDONE);
        assertThat(host.unbound()).containsExactly("ath10k_pci", "igb");
    }

    @Test
    void theOnlyKeyboardIsLentOnlyByName() {
        FieldHost host = host("usb-controller-with-only-keyboard");
        String usb = "0000:00:14.0";
        String display = "0000:00:02.0";

        assertThat(host.lendable()).isEmpty();
        assertThat(host.codes(usb)).containsExactly(Code.ONLY_KEYBOARD);
        assertThat(host.codes(display)).containsExactly(Code.CONSOLE);
        assertThat(host.exitCode("detach", usb)).isEqualTo(REFUSED);
        assertThat(host.exitCode("detach", "--allow", "CONSOLE", usb)).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
        assertThat(host.exitCode("detach", "--allow", "ONLY_KEYBOARD", usb)).isEqualTo(UNDONE);
        assertThat(host.unbound()).containsExactly("xhci_hcd");
    }

    @Test
    void theDisplayWithTheOnlyConsoleIsLentByNameAndItsFramebufferIsReleasedFirst() {
        FieldHost host = host("boot-gpu-with-simpledrm-as-only-console");
        String display = "0000:c3:00.0";
        String audio = "0000:c3:00.1";

        assertThat(host.lendable()).containsExactly(audio);
        assertThat(host.codes(display)).containsExactly(Code.CONSOLE);
        assertThat(host.dependents(display)).containsExactly("simple-framebuffer.0");
        assertThat(host.actions(display)).containsExactly("RELEASE_FRAMEBUFFER", "PIN", "PROBE", "VERIFY");
        assertThat(host.exitCode("detach", display)).isEqualTo(REFUSED);
        assertThat(host.released()).isEmpty();
        assertThat(host.exitCode("detach", "--allow", "CONSOLE", display)).isEqualTo(UNDONE);
        assertThat(host.released()).isEqualTo("simple-framebuffer.0");
    }

    @Test
    void theDisplayBesideASerialConsoleIsLentAndItsFramebufferIsReleasedFirst() {
        FieldHost host = host("boot-gpu-with-simpledrm-and-serial-console");
        String display = "0000:c3:00.0";

        assertThat(host.lendable()).containsExactly(display, "0000:c3:00.1");
        assertThat(host.dependents(display)).containsExactly("simple-framebuffer.0");
        assertThat(host.actions(display)).containsExactly("RELEASE_FRAMEBUFFER", "PIN", "PROBE", "VERIFY");
        assertThat(host.exitCode("detach", display)).isEqualTo(UNDONE);
        assertThat(host.released()).isEqualTo("simple-framebuffer.0");
    }

    @Test
    void allMembersOfLargeGroupsAreReadAndLent() {
        FieldHost host = host("nvswitches-and-26-members");
        List<String> switches = List.of("0000:05:00.0", "0000:06:00.0", "0000:07:00.3", "0000:08:00.3");

        assertThat(host.members("0000:a6:1f.7")).hasSize(26).contains("0000:00:1c.4", "0000:a0:1f.5");
        assertThat(host.members("0000:08:00.3")).hasSize(5).containsAll(switches);
        assertThat(host.lendable()).hasSize(25).containsAll(switches).contains("0000:a0:1f.5", "0000:a6:1f.7");
        assertThat(host.actions("0000:07:00.3")).containsExactly("PIN", "UNBIND", "PROBE", "VERIFY");
        assertThat(host.actions("0000:00:1c.0")).containsExactly("KEEP");
        assertThat(host.exitCode("detach", "0000:a0:1f.5")).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
    }
}
