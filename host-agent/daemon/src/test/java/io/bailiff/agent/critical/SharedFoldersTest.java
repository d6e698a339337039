// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.MOUNTED_FILE_SYSTEM;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_NIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFoldersTest {

    private static final String FIRST = "0000:07:00.0";
    private static final String SECOND = "0000:08:00.0";

    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.endpointBehindPort("0000:00:1d.0", FIRST, "1af4:1009", "000200", 7);
        host.endpointBehindPort("0000:00:1d.1", SECOND, "1af4:1009", "000200", 8);
    }

    @Test
    void theDeviceOfA9pMountIsFoundByItsTag() {
        virtio(FIRST, "virtio0");
        virtio(SECOND, "virtio1");
        host.tree()
                .file("/sys/bus/virtio/devices/virtio0/mount_tag", "root\0")
                .file("/sys/bus/virtio/devices/virtio1/mount_tag", "mods");
        host.mount("0:30", "/", "9p", "root", "rw,trans=virtio");

        assertThat(host.reasons(FIRST)).containsExactly(FIRST + " provides shared folder \"root\", mounted at /");
        assertThat(host.codes(FIRST)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.refusals(SECOND)).isEmpty();
    }

    @Test
    void a9pMountWithoutItsDeviceMakesSharedFoldersUnknownAndNotInterfaces() {
        virtio(FIRST, "virtio0");
        host.tree().file("/sys/bus/virtio/devices/virtio0/mount_tag", "other");
        host.mount("0:30", "/", "9p", "root", "rw,trans=virtio");

        assertThat(host.codes(FIRST)).containsExactly(UNKNOWN);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void a9pMountOverTcpNeedsItsRoute() {
        host.netInterface(OTHER_NIC, "eth1");
        host.route("eth1", "0000000A", "000000FF").mount("0:30", "/mnt", "9p", "10.0.0.9", "rw,trans=tcp");

        assertThat(host.codes(OTHER_NIC)).containsExactly(MOUNTED_FILE_SYSTEM);
    }

    @Test
    void theDeviceOfAVirtiofsIsFoundByItsTagWhereTheKernelShowsIt() {
        virtio(FIRST, "virtio0");
        virtio(SECOND, "virtio1");
        driveVirtiofs("virtio0");
        driveVirtiofs("virtio1");
        host.tree()
                .file("/sys/fs/virtiofs/0/tag", "home\n")
                .link("/sys/fs/virtiofs/0/device", host.pci().directory(FIRST) + "/virtio0");
        host.mount("0:30", "/home", "virtiofs", "home", "rw");

        assertThat(host.codes(FIRST)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.refusals(SECOND)).isEmpty();
    }

    @Test
    void withoutTagsEveryVirtiofsDeviceIsRefused() {
        virtio(FIRST, "virtio0");
        virtio(SECOND, "virtio1");
        driveVirtiofs("virtio0");
        driveVirtiofs("virtio1");
        host.mount("0:30", "/home", "virtiofs", "home", "rw");

        assertThat(host.codes(FIRST)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.codes(SECOND)).containsExactly(MOUNTED_FILE_SYSTEM);
    }

    private void virtio(String address, String name) {
        String directory = host.pci().directory(address) + "/" + name;
        host.tree().directory(directory).link("/sys/bus/virtio/devices/" + name, directory);
    }

    private void driveVirtiofs(String name) {
        host.tree().link("/sys/bus/virtio/drivers/virtiofs/" + name, "../../devices/" + name);
    }
}
