// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls of a stream without a reply yet. Used by both directions of the stream. */
final class PendingCalls {

    /** Bailiff's client has one call at a time on each connection; libvirt's client ends a connection during a call. */
    private static final int MOST = 16;

    private final Map<Integer, Integer> procedures = new HashMap<>();

    synchronized void add(PacketHeader call) throws RefusedPacketException {
        if (procedures.size() >= MOST) {
            throw new RefusedPacketException("more than " + MOST + " calls without a reply", call);
        }
        if (procedures.putIfAbsent(call.serial(), call.procedure()) != null) {
            throw new RefusedPacketException("serial of a call without a reply used again", call);
        }
    }

    synchronized void answer(PacketHeader reply) throws RefusedPacketException {
        @Nullable Integer procedure = procedures.remove(reply.serial());
        if (procedure == null || procedure != reply.procedure()) {
            throw new RefusedPacketException("reply without a call", reply);
        }
    }
}
