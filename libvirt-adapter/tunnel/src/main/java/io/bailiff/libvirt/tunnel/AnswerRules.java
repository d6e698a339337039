// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

/** The rules for packets of a daemon: replies to calls of the client, the events of {@link Procedure}, and keepalive. */
final class AnswerRules implements PacketRules {

    private final PendingCalls pending;

    AnswerRules(PendingCalls pending) {
        this.pending = pending;
    }

    @Override
    public int require(PacketHeader header) throws RefusedPacketException {
        if (PacketRules.isKeepAlive(header)) {
            return 0;
        }
        PacketRules.requireRemote(header);
        switch (header.type()) {
            case PacketHeader.REPLY -> requireReply(header);
            case PacketHeader.MESSAGE -> requireEvent(header);
            default -> throw new RefusedPacketException("type not allowed", header);
        }
        return 0;
    }

    private void requireReply(PacketHeader header) throws RefusedPacketException {
        if (header.status() != PacketHeader.OK && header.status() != PacketHeader.ERROR) {
            throw new RefusedPacketException("status not allowed", header);
        }
        pending.answer(header);
    }

    /** Events have the serial 0 by virnetprotocol.x, and 1 from libvirtd (remoteDispatchObjectEventSend, remote_daemon_dispatch.c). */
    private static void requireEvent(PacketHeader header) throws RefusedPacketException {
        boolean known =
                Procedure.of(header.procedure()).filter(Procedure::event).isPresent();
        boolean isOfNoCall = header.serial() == 0 || header.serial() == 1;
        if (!known || !isOfNoCall || header.status() != PacketHeader.OK) {
            throw new RefusedPacketException("event not allowed", header);
        }
    }
}
