// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.zfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NvListReaderTest {

    @Test
    void everyTypeOfALabelIsRead() {
        NvList list = read(new ZfsLabelBytes()
                        .flag("a flag is skipped")
                        .number("guid", -2)
                        .text("name", "tank")
                        .numbers("hole_array", 1L, 3L)
                        .list("tree", new ZfsLabelBytes().text("type", "disk"))
                        .lists("children", new ZfsLabelBytes().number("id", 0), new ZfsLabelBytes().number("id", 1)))
                .orElseThrow();

        assertThat(list.number("guid")).contains(-2L);
        assertThat(list.text("name")).contains("tank");
        assertThat(list.numbers("hole_array")).containsExactly(1L, 3L);
        assertThat(list.list("tree").flatMap(tree -> tree.text("type"))).contains("disk");
        assertThat(list.lists("children"))
                .extracting(child -> child.number("id").orElseThrow())
                .containsExactly(0L, 1L);
    }

    @Test
    void aValueOfAnotherTypeIsNoValue() {
        NvList list = read(new ZfsLabelBytes().number("name", 5)).orElseThrow();

        assertThat(list.text("name")).isEmpty();
        assertThat(list.lists("name")).isEmpty();
    }

    @Test
    void bytesInAnotherEncodingAreNoList() {
        byte[] bytes = new ZfsLabelBytes().number("guid", 1).encoded();
        bytes[0] = 0;

        assertThat(NvListReader.read(ByteBuffer.wrap(bytes))).isEmpty();
        assertThat(NvListReader.read(ByteBuffer.wrap(new byte[2]))).isEmpty();
    }

    @Test
    void aListThatIsCutAnywhereIsNoList() {
        byte[] bytes =
                new ZfsLabelBytes().text("name", "tank").number("guid", 1).encoded();

        for (int length = 0; length < bytes.length; length++) {
            assertThat(NvListReader.read(
                            ByteBuffer.wrap(Arrays.copyOf(bytes, length)).asReadOnlyBuffer()))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        assertThat(NvListReader.read(ByteBuffer.wrap(bytes))).isPresent();
    }

    @Test
    void aListOfTooManyLevelsIsNoList() {
        ZfsLabelBytes list = new ZfsLabelBytes().number("guid", 1);
        for (int level = 0; level < 20; level++) {
            list = new ZfsLabelBytes().list("below", list);
        }

        assertThat(read(list)).isEmpty();
    }

    @Test
    void aListOfTooManyValuesIsNoList() {
        ZfsLabelBytes list = new ZfsLabelBytes();
        for (int i = 0; i < 5000; i++) {
            list.number("n" + i, i);
        }

        assertThat(read(list)).isEmpty();
    }

    @Test
    void alteredBytesNeverMakeTheReaderFail() {
        byte[] bytes = ZfsLabelBytes.member("tank", 1, 2, 0, 1, 3).encoded();
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] altered = bytes.clone();
            for (int change = 0; change < 1 + round % 4; change++) {
                altered[random.nextInt(altered.length)] = (byte) random.nextInt();
            }
            assertThat(NvListReader.read(ByteBuffer.wrap(altered))).isNotNull();
        }
    }

    private static Optional<NvList> read(ZfsLabelBytes list) {
        return NvListReader.read(ByteBuffer.wrap(list.encoded()));
    }
}
