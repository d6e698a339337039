// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.UeventSource.Uevent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the kernel's messages are read; that they come is in the lab's contract. */
@Tag("jdk")
class NetlinkUeventsTest {

    private static final String PLACE = "/devices/pci0000:00/0000:00:05.0";

    @Test
    void aBindNamesTheDriver() {
        assertThat(parse("bind@" + PLACE, "ACTION=bind", "DEVPATH=" + PLACE, "SUBSYSTEM=pci", "DRIVER=e1000"))
                .isEqualTo(new Uevent("bind", "pci", PLACE, "e1000", false));
    }

    @Test
    void onlyABindNamesTheDriver() {
        assertThat(parse("remove@" + PLACE, "ACTION=remove", "DEVPATH=" + PLACE, "SUBSYSTEM=pci", "DRIVER=e1000")
                        .driver())
                .isNull();
    }

    @Test
    void whatSomebodyMadeUpIsToldApart() {
        assertThat(parse("add@" + PLACE, "ACTION=add", "DEVPATH=" + PLACE, "SUBSYSTEM=pci", "SYNTH_UUID=0")
                        .synthetic())
                .isTrue();
    }

    @Test
    void aStepOfErrorRecoveryIsRead() {
        assertThat(parse(
                                "change@" + PLACE,
                                "ACTION=change",
                                "DEVPATH=" + PLACE,
                                "SUBSYSTEM=pci",
                                "ERROR_EVENT=BEGIN_RECOVERY",
                                "DEVICE_ONLINE=0")
                        .errorEvent())
                .isEqualTo("BEGIN_RECOVERY");
    }

    @Test
    void whatIsNoUeventIsNothing() {
        assertThat(NetlinkUevents.parse("libudev\0\u00fe\u00ed")).isEmpty();
    }

    private static Uevent parse(String... lines) {
        return NetlinkUevents.parse(String.join("\0", lines) + "\0").orElseThrow();
    }
}
