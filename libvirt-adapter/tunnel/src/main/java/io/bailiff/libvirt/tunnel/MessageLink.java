// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** A link of messages to the other end of a stream, such as a WebSocket. All methods return at once. */
public interface MessageLink {

    /**
     * Sends bytes. Not called again before the stage is complete.
     *
     * @param bytes are not changed until the stage is complete
     * @return completes when the link can take more bytes
     */
    CompletionStage<?> send(ByteBuffer bytes);

    /** Asks for the next message. Without a request no further message arrives. */
    void request();

    /** Ends the link. Has no effect on a link that has ended. */
    void close(String reason);
}
