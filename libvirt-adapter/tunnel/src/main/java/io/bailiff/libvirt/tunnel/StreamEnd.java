// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The manager's end of a link: receives the messages of an agent. Any thread may call the public methods, one at a time. */
public final class StreamEnd {

    private final ClientSocket owner;
    private final MessageLink link;
    private volatile @Nullable StreamRelay relay;

    StreamEnd(ClientSocket owner, MessageLink link) {
        this.owner = owner;
        this.link = link;
    }

    /** Takes a message. A message before any call of the client ends the link: libvirt's client speaks first. */
    public void message(ByteBuffer message) {
        StreamRelay carrying = relay;
        if (carrying == null) {
            ended("a message before the first call");
            link.close("a message before the first call");
        } else {
            carrying.message(message);
        }
    }

    /** Takes the end of the link. */
    public void ended(String reason) {
        StreamRelay carrying = relay;
        if (carrying == null) {
            owner.linkEnded(this, reason);
        } else {
            carrying.linkEnded(reason);
        }
    }

    void refuse(String reason) {
        link.close(reason);
    }

    void carry(SocketLoop loop, SocketChannel client) {
        StreamRelay carrying = StreamRelay.ofClient(loop, client, link, end -> owner.streamEnded(this, end));
        relay = carrying;
        carrying.start();
    }
}
