// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An order to the writer process to make a write. All orders have the same length, so that several threads can read orders from one pipe:
 * the kernel neither splits nor mixes them (PIPE_BUF in pipe(7)). The pipe has room for more orders than are ever unanswered.
 *
 * @param slot the record of the write
 * @param generation a number that grows when another file gets the place: descriptors of lower generations are of no use
 * @param place the file to be written to
 */
record WriteOrder(int slot, int generation, String place) {

    static final int LENGTH = 512;

    private static final int HEADER = 12;

    /** Returns true if a file with the place can be ordered. */
    static boolean fits(String place) {
        return place.getBytes(StandardCharsets.UTF_8).length <= LENGTH - HEADER;
    }

    byte[] bytes() {
        byte[] text = place.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.putInt(slot).putInt(generation).putInt(text.length).put(text);
        return bytes.array();
    }

    static WriteOrder parse(byte[] bytes) {
        ByteBuffer order = ByteBuffer.wrap(bytes);
        int slot = order.getInt();
        int generation = order.getInt();
        int length = order.getInt();
        byte[] place = Arrays.copyOfRange(bytes, HEADER, HEADER + length);
        return new WriteOrder(slot, generation, new String(place, StandardCharsets.UTF_8));
    }
}
