// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.MOUNTED_FILE_SYSTEM;
import static io.bailiff.agent.api.Refusal.Code.SWAP;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.DISK;
import static io.bailiff.agent.critical.FakeHost.OTHER_DISK;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapTest {

    @TempDir
    private Path root;

    private FakeHost host;
    private String disk;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        disk = host.disk(DISK, "nvme/nvme0", "nvme0n1", "259:0");
        host.disk(OTHER_DISK, "nvme/nvme1", "nvme1n1", "259:4");
    }

    @Test
    void aSwapPartitionIsRefused() {
        host.partition(disk, "nvme0n1p3", "259:3");
        host.swap("/dev/nvme0n1p3                          partition\t1000\t\t0\t\t-2");

        assertThat(host.reasons(DISK)).containsExactly(DISK + " provides /dev/nvme0n1p3, used as swap");
        assertThat(host.codes(DISK)).containsExactly(SWAP);
        assertThat(host.refusals(OTHER_DISK)).isEmpty();
    }

    @Test
    void swapOnAnLvmVolumeIsFollowedDown() {
        host.mapped("dm-0", "253:0", "vg0-swap", "LVM-abc", disk);
        host.swap("/dev/dm-0 partition 1000 0 -2");

        assertThat(host.reasons(DISK))
                .singleElement()
                .asString()
                .containsSubsequence(DISK, "/dev/nvme0n1,", "vg0-swap", "swap");
    }

    @Test
    void aSwapFileIsOnTheDiskOfItsFileSystem() {
        host.mount("259:4", "/", "ext4", "/dev/nvme1n1", "rw").swap("/swap\\040file file 1000 0 -2");

        assertThat(host.codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM, SWAP);
        assertThat(host.reasons(OTHER_DISK))
                .contains(OTHER_DISK + " provides /dev/nvme1n1, with the swap file /swap file");
        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void swapInMemoryNeedsNothing() {
        host.stacked("zram0", "254:0");
        host.swap("/dev/zram0 partition 1000 0 100");

        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void noSwapNeedsNothing() {
        host.tree().file("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");

        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void swapOnAnUnknownDeviceMakesDisksUnknown() {
        host.swap("/dev/sdz1 partition 1000 0 -2");
        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);

        host.swap("banana");
        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);
    }
}
