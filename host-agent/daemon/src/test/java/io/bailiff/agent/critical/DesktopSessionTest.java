// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.DESKTOP_SESSION;
import static io.bailiff.agent.api.Refusal.Code.DEVICE_OPEN;
import static io.bailiff.agent.critical.FakeProcesses.DESKTOP;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A GPU with a DRM device file, a USB controller with a mouse, and a serial card. */
class DesktopSessionTest {

    private static final String GPU = "0000:07:00.0";
    private static final String USB = "0000:09:00.0";
    private static final String SERIAL = "0000:0a:00.0";
    private static final String CARD = "/dev/dri/card0";

    @TempDir
    private Path root;

    private FakeHost host;
    private FakeProcesses processes;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.endpointBehindPort("0000:00:1d.0", GPU, "8086:56a0", "030000", 7);
        host.endpointBehindPort("0000:00:1d.2", USB, "1b21:2142", "0c0330", 9);
        host.endpointBehindPort("0000:00:1d.3", SERIAL, "1c00:3253", "070002", 10);
        processes = new FakeProcesses(host.tree());
        processes.device("drm", host.pci().directory(GPU) + "/drm/card0");
        processes.device("sound", host.pci().directory(GPU) + "/sound/card0/controlC0");
        processes.device("input", host.pci().directory(USB) + "/usb3/3-1/3-1:1.0/input/input9/event9");
        processes.device("tty", host.pci().directory(SERIAL) + "/tty/ttyS4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DESKTOP,
                "/user.slice/user-1000.slice/user@1000.service/session.slice/org.gnome.Shell@wayland.service",
                "/user.slice/user-116.slice/session-c1.scope",
                "/system.slice/lightdm.service",
                "/system.slice/plymouth-start.service",
                "/../../user.slice/user-1000.slice/session-2.scope",
            })
    void theGpuOfADesktopCanBeTakenByConsent(String controlGroup) {
        processes.process(812, "Xorg", controlGroup, CARD);
        processes.service(500, "systemd-logind", "systemd-logind", CARD);

        assertThat(host.codes(GPU)).containsExactly(DESKTOP_SESSION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/system.slice/training.service",
                "/init.scope",
                "/system.slice/docker-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope",
                "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-1.scope",
                "/kubepods.slice/kubepods-pod1.slice/cri.scope",
            })
    void theGpuOfAProgramCannotBeTaken(String controlGroup) {
        processes.process(812, "Xorg", DESKTOP, CARD);
        processes.process(900, "python3", controlGroup, CARD);

        assertThat(host.codes(GPU)).containsExactlyInAnyOrder(DESKTOP_SESSION, DEVICE_OPEN);
    }

    @Test
    void aComputationInASessionWithoutASeatIsNoDesktop() {
        host.tree().file("/run/systemd/sessions/2", "UID=1000\nREMOTE=1\nTYPE=tty\n");
        processes.process(900, "python3", DESKTOP, CARD);
        assertThat(host.codes(GPU)).containsExactly(DEVICE_OPEN);

        host.tree().file("/run/systemd/sessions/2", "UID=1000\nSEAT=seat0\nTYPE=x11\n");
        assertThat(host.codes(GPU)).containsExactly(DESKTOP_SESSION);
    }

    @Test
    void aServiceOfAUserIsADesktopIfTheUserHasASeat() {
        String group = "/user.slice/user-1000.slice/user@1000.service/app.slice/tmux.scope";
        processes.process(900, "python3", group, CARD);
        host.tree().file("/run/systemd/users/1000", "NAME=alice\nSEATS=\n");
        assertThat(host.codes(GPU)).containsExactly(DEVICE_OPEN);

        host.tree().file("/run/systemd/users/1000", "NAME=alice\nSEATS=seat0\n");
        assertThat(host.codes(GPU)).containsExactly(DESKTOP_SESSION);
    }

    @Test
    void aGuestIsNoPartOfTheSessionThatHasStartedIt() {
        processes.process(4711, "kvm", DESKTOP, CARD);
        processes.commandLine(4711, "/usr/bin/kvm", "-name", "guest=web1,debug-threads=on");

        assertThat(host.codes(GPU)).containsExactly(DEVICE_OPEN);
        assertThat(host.reasons(GPU)).containsExactly(GPU + " provides card0, open in guest web1 (kvm, process 4711)");
    }

    @Test
    void aQemuWithoutANameIsAGuestToo() {
        processes.process(4711, "qemu-system-x86", DESKTOP, CARD);

        assertThat(host.codes(GPU)).containsExactly(DEVICE_OPEN);
    }

    @Test
    void anotherProgramThatRunsGuestsIsKnownByKvm() {
        processes.process(4711, "crosvm", DESKTOP, CARD, "/dev/kvm");

        assertThat(host.codes(GPU)).containsExactly(DEVICE_OPEN);
    }

    @Test
    void theDisplayManagerIsKnownByTheNameThatDistributionsShare() {
        processes.service(812, "Xorg", "entrance", CARD);
        assertThat(host.codes(GPU)).containsExactly(DEVICE_OPEN);

        host.tree().link("/etc/systemd/system/display-manager.service", "/usr/lib/systemd/system/entrance.service");
        assertThat(host.codes(GPU)).containsExactly(DESKTOP_SESSION);
    }

    @Test
    void withoutServicesTheCommandCounts() {
        processes.process(812, "Xorg", "/", CARD);
        assertThat(host.codes(GPU)).containsExactly(DESKTOP_SESSION);

        processes.process(812, "python3", "/", CARD);
        assertThat(host.codes(GPU)).containsExactly(DEVICE_OPEN);
    }

    @ParameterizedTest
    @CsvSource({
        "systemd-logind, systemd-logind, /dev/input/event9",
        "acpid,          acpid,          /dev/input/event9",
        "upowerd,        upower,         /dev/input/event9",
        "(udev-worker),  systemd-udevd,  /dev/dri/card0",
        "alsactl,        alsa-state,     /dev/snd/controlC0",
    })
    void aServiceThatListensToAllDevicesIsNoUse(String command, String service, String node) {
        processes.service(500, command, service, node);

        assertThat(host.refusals(USB)).isEmpty();
        assertThat(host.refusals(GPU)).isEmpty();
    }

    @Test
    void anInputDeviceInAnyOtherServiceIsAUse() {
        processes.service(500, "scanner", "till", "/dev/input/event9");

        assertThat(host.codes(USB)).containsExactly(DEVICE_OPEN);
    }

    @Test
    void aLoginAtASerialPortCanBeEndedByConsent() {
        processes.process(600, "agetty", "/system.slice/system-getty.slice/serial-getty@ttyS4.service", "/dev/ttyS4");
        assertThat(host.codes(SERIAL)).containsExactly(DESKTOP_SESSION);

        processes.process(600, "bash", "/user.slice/user-0.slice/session-7.scope", "/dev/ttyS4");
        host.tree().file("/run/systemd/sessions/7", "UID=0\nTTY=ttyS4\n");
        assertThat(host.codes(SERIAL)).containsExactly(DESKTOP_SESSION);

        host.tree().file("/run/systemd/sessions/7", "UID=0\nTTY=pts/3\nREMOTE=1\n");
        assertThat(host.codes(SERIAL)).containsExactly(DEVICE_OPEN);
    }
}
