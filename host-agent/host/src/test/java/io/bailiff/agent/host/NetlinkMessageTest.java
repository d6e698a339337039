// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetlinkMessageTest {

    @Test
    void theHeaderHasTheLengthOfTheWholeMessage() {
        byte[] bytes = new NetlinkMessage(NetlinkMessage.RTM_SETLINK, 5, 7, 42)
                .number(NetlinkMessage.IFLA_MASTER, 3)
                .bytes();

        ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        assertThat(message.getInt(0)).isEqualTo(bytes.length).isEqualTo(40);
        assertThat(message.getShort(4)).isEqualTo((short) 19);
        assertThat(message.getShort(6)).isEqualTo((short) 5);
        assertThat(message.getInt(8)).isEqualTo(7);
        assertThat(message.getInt(20)).isEqualTo(42);
        assertThat(message.getShort(32)).isEqualTo((short) 8);
        assertThat(message.getShort(34)).isEqualTo((short) 10);
        assertThat(message.getInt(36)).isEqualTo(3);
    }

    @Test
    void nestedAttributesAreFoundAgain() {
        NetlinkMessage message = new NetlinkMessage(NetlinkMessage.RTM_NEWLINK, 0, 1, 0).text(3, "abcd");
        int outer = message.begin(18);
        message.text(1, "vlan");
        int inner = message.begin(2);
        message.shortNumber(1, 100, ByteOrder.nativeOrder()).shortNumber(5, 0x88a8, ByteOrder.BIG_ENDIAN);
        byte[] bytes = message.end(inner).end(outer).bytes();

        Optional<ByteBuffer> data =
                NetlinkMessage.find(attributes(bytes), 18).flatMap(info -> NetlinkMessage.find(info, 2));

        assertThat(data.flatMap(found -> NetlinkMessage.find(found, 5)))
                .hasValueSatisfying(
                        value -> assertThat(value.order(ByteOrder.BIG_ENDIAN).getShort(0))
                                .isEqualTo((short) 0x88a8));
        assertThat(data.flatMap(found -> NetlinkMessage.find(found, 9))).isEmpty();
    }

    @Test
    void aMalformedAttributeEndsTheSearch() {
        ByteBuffer tooLong = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        tooLong.putShort((short) 100).putShort((short) 18).putInt(0).flip();
        ByteBuffer noLength = ByteBuffer.allocate(8);

        assertThat(NetlinkMessage.find(tooLong, 18)).isEmpty();
        assertThat(NetlinkMessage.find(noLength, 0)).isEmpty();
    }

    private static ByteBuffer attributes(byte[] bytes) {
        return ByteBuffer.wrap(bytes, NetlinkMessage.HEADER, bytes.length - NetlinkMessage.HEADER)
                .slice();
    }
}
