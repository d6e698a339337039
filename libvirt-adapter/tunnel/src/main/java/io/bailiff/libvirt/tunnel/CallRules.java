// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules for packets of a client: calls of the procedures of {@link Procedure}, and keepalive. Streams, calls with file descriptors and
 * all other procedures are refused. The content of a call matters where a daemon would do more for a client than Bailiff asks for.
 */
final class CallRules implements PacketRules {

    private static final Map<Procedure, ContentRule> CONTENT = Map.of(
            Procedure.CONNECT_OPEN, new OpeningRule(),
            Procedure.DOMAIN_GET_XML_DESC, new XmlFlagsRule(),
            Procedure.DOMAIN_ATTACH_DEVICE_FLAGS, new DeviceRule());

    private final PendingCalls pending;

    CallRules(PendingCalls pending) {
        this.pending = pending;
    }

    @Override
    public int require(PacketHeader header) throws RefusedPacketException {
        if (PacketRules.isKeepAlive(header)) {
            return 0;
        }
        PacketRules.requireRemote(header);
        if (header.type() != PacketHeader.CALL || header.status() != PacketHeader.OK) {
            throw new RefusedPacketException("type or status not allowed", header);
        }
        Optional<Procedure> procedure = Procedure.of(header.procedure());
        if (procedure.isEmpty() || procedure.get().event()) {
            throw new RefusedPacketException("procedure not allowed", header);
        }
        pending.add(header);
        return held(header, CONTENT.get(procedure.get()));
    }

    /** Returns the bytes of the content that a rule has to see. A rule never sees an empty content, so no rule allows it. */
    private static int held(PacketHeader header, @Nullable ContentRule rule) throws RefusedPacketException {
        if (rule == null) {
            return 0;
        }
        int content = header.length() - PacketHeader.BYTES;
        if (content == 0 || !rule.allowsLength(content)) {
            throw new RefusedPacketException(rule.part() + " not allowed", header);
        }
        return content;
    }

    @Override
    public void requireContent(PacketHeader header, ByteBuffer content) throws RefusedPacketException {
        ContentRule rule = Procedure.of(header.procedure()).map(CONTENT::get).orElseThrow();
        if (!rule.allows(content.slice())) {
            throw new RefusedPacketException(rule.part() + " not allowed", header);
        }
    }
}
