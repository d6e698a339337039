// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.zfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ZfsLabelTest {

    @Test
    void aLabelNamesItsPoolAndTheDevicesOfItsPart() {
        ZfsLabel label =
                ZfsLabel.read(ZfsLabelBytes.mirror("rpool", 1000, 1, 2)).orElseThrow();

        assertThat(label.pool()).isEqualTo("rpool");
        assertThat(label.poolGuid()).isEqualTo(1000);
        assertThat(label.siblings()).isEqualTo(Set.of(1L, 2L));
        assertThat(label.isDestroyed()).isFalse();
    }

    @Test
    void aSpareHasALabelWithoutAPool() {
        assertThat(ZfsLabel.read(ZfsLabelBytes.spare(5)).orElseThrow().pool()).isNull();
    }

    @Test
    void otherDataIsNoLabel() {
        byte[] ones = new byte[ZfsLabel.BYTES];
        Arrays.fill(ones, (byte) 1);

        assertThat(ZfsLabel.read(ones)).isEmpty();
        assertThat(ZfsLabel.read(new byte[ZfsLabel.BYTES])).isEmpty();
        assertThat(ZfsLabel.read(new byte[0])).isEmpty();
        assertThat(ZfsLabel.read(new ZfsLabelBytes().text("name", "tank").start()))
                .isEmpty();
    }

    @Test
    void aPoolIsCompleteWithAllDevicesOfAllParts() {
        ZfsLabel first = label(ZfsLabelBytes.member("tank", 1, 11, 0, 2, 12));
        ZfsLabel second = label(ZfsLabelBytes.member("tank", 1, 12, 0, 2, 11));
        ZfsLabel log = label(ZfsLabelBytes.member("tank", 1, 13, 1, 2));

        assertThat(PoolMembers.areComplete(List.of(first, second, log))).isTrue();
        assertThat(PoolMembers.areComplete(List.of(first, second)))
                .as("without its log")
                .isFalse();
        assertThat(PoolMembers.areComplete(List.of(first, log)))
                .as("without a mirror half")
                .isFalse();
    }

    @Test
    void anEmptyPlaceOfAPoolNeedsNoDevice() {
        ZfsLabel only = label(ZfsLabelBytes.member("tank", 1, 11, 0, 2).numbers("hole_array", 1L));

        assertThat(PoolMembers.areComplete(List.of(only))).isTrue();
    }

    @Test
    void twoPoolsOfOneNameAreCountedApart() {
        List<ZfsLabel> both = Stream.of(
                        ZfsLabelBytes.member("tank", 1, 11, 0, 2), ZfsLabelBytes.member("tank", 2, 12, 1, 2))
                .map(ZfsLabelTest::label)
                .toList();

        assertThat(PoolMembers.areComplete(both)).isFalse();
    }

    @Test
    void anAbsurdNumberOfPartsIsNotComplete() {
        assertThat(PoolMembers.areComplete(List.of(label(ZfsLabelBytes.member("tank", 1, 11, 0, Long.MAX_VALUE)))))
                .isFalse();
    }

    private static ZfsLabel label(ZfsLabelBytes bytes) {
        return ZfsLabel.read(bytes.start()).orElseThrow();
    }
}
