// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.ONLY_KEYBOARD;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyboardsTest {

    private static final String USB = "0000:00:14.0";
    private static final String CARD = "0000:09:00.0";
    private static final String SECOND_OF_CARD = "0000:09:00.1";

    /** The keys of a USB keyboard on a 64-bit kernel. */
    private static final String LETTERS = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n";

    private static final String MOUSE_BUTTONS = "1f0000 0 0 0 0\n";

    @TempDir
    private Path root;

    private FakeHost host;
    private FakeProcesses inputs;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.pci().endpoint("pci0000:00", USB, "8086:a36d", "0c0330").group(14, USB);
        host.endpointBehindPort("0000:00:1d.2", CARD, "1b21:2142", "0c0330", 9);
        inputs = new FakeProcesses(host.tree());
    }

    @Test
    void theControllerWithTheOnlyKeyboardNeedsConsent() {
        usb(USB, "1-1", 3, "a USB keyboard", LETTERS);
        usb(USB, "1-2", 4, "a USB mouse", MOUSE_BUTTONS);

        assertThat(host.codes(USB)).containsExactly(ONLY_KEYBOARD);
        assertThat(host.refusals(USB))
                .allSatisfy(refusal -> assertThat(refusal.isOverridable()).isTrue());
        assertThat(host.reasons(USB))
                .containsExactly(USB + " has keyboard \"a USB keyboard\"; without group 14 the host has no keyboard");
        assertThat(host.refusals(CARD)).isEmpty();
    }

    @Test
    void withoutTheBitsOfTheKeysTheNameCounts() {
        usb(USB, "1-1", 3, "a USB keyboard", "");
        usb(CARD, "3-1", 4, "a USB mouse", "");

        assertThat(host.codes(USB)).containsExactly(ONLY_KEYBOARD);
        assertThat(host.refusals(CARD)).isEmpty();
    }

    @Test
    void theKeysCountMoreThanTheName() {
        usb(
                USB,
                "1-1",
                3,
                "HP Wireless Keyboard Consumer Control",
                "3f00033fff 0 0 483ffff17aff32d bfd4444600000000 0\n");
        usb(CARD, "3-1", 4, "Corp. K120", "7 ff800000 7ff febeffdf f3cfffff ffffffff fffffffe\n");

        assertThat(host.refusals(USB)).isEmpty();
        assertThat(host.codes(CARD)).containsExactly(ONLY_KEYBOARD);
    }

    @Test
    void aMouseAloneIsNoReason() {
        usb(USB, "1-2", 4, "a USB mouse", MOUSE_BUTTONS);

        assertThat(host.refusals(USB)).isEmpty();
    }

    @Test
    void aHostWithoutInputDevicesHasNoReason() {
        assertThat(host.refusals(USB)).isEmpty();
    }

    @Test
    void anotherKeyboardElsewhereIsEnough() {
        usb(USB, "1-1", 3, "a USB keyboard", LETTERS);
        usb(CARD, "3-1", 4, "virtual keyboard of the BMC", LETTERS);

        assertThat(host.refusals(USB)).isEmpty();
        assertThat(host.refusals(CARD)).isEmpty();
    }

    @Test
    void aKeyboardOnTheBoardIsEnough() {
        usb(USB, "1-1", 3, "a USB keyboard", LETTERS);
        input("/sys/devices/platform/i8042/serio0", 4, "AT Translated Set 2 keyboard", LETTERS);

        assertThat(host.refusals(USB)).isEmpty();
    }

    @Test
    void aKeyboardMadeByAProgramIsNotEnough() {
        usb(USB, "1-1", 3, "a USB keyboard", LETTERS);
        input("/sys/devices/virtual", 4, "keyd virtual keyboard", LETTERS);

        assertThat(host.codes(USB)).containsExactly(ONLY_KEYBOARD);
    }

    @Test
    void twoKeyboardsInOneGroupGoTogether() {
        host.pci()
                .endpoint("pci0000:00/0000:00:1d.2", SECOND_OF_CARD, "1b21:2142", "0c0330")
                .group(9, CARD, SECOND_OF_CARD);
        usb(CARD, "3-1", 3, "a USB keyboard", LETTERS);
        usb(SECOND_OF_CARD, "4-1", 4, "a USB keyboard", LETTERS);

        assertThat(host.refusals(CARD))
                .extracting(refusal -> refusal.address().toString())
                .containsExactly(CARD, SECOND_OF_CARD);
    }

    @Test
    void aKeyboardByBluetoothIsOnTheAdapter() {
        inputs.device("bluetooth", host.pci().directory(USB) + "/usb1/1-14/1-14:1.0/bluetooth/hci0");
        input("/sys/devices/virtual/misc/uhid/0005:046D:B342.0005", 20, "MX Keys", LETTERS);

        assertThat(host.codes(USB)).containsExactly(ONLY_KEYBOARD);
        assertThat(host.refusals(CARD)).isEmpty();
    }

    private void usb(String controller, String port, int number, String name, String keys) {
        String device = "/usb1/" + port + "/" + port + ":1.0/0003:046D:C31C.000" + number;
        input(host.pci().directory(controller) + device, number, name, keys);
    }

    private void input(String parent, int number, String name, String keys) {
        String directory = inputs.device("input", parent + "/input/input" + number);
        inputs.device("input", directory + "/event" + number);
        host.tree().file(directory + "/name", name + "\n");
        if (!keys.isEmpty()) {
            host.tree().file(directory + "/capabilities/key", keys);
        }
    }
}
