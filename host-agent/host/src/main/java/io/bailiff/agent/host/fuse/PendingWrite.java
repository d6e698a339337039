// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A WRITE request that waits for the answer.
 *
 * @param cover the open cover of the writer
 * @param request the kernel's number of the request
 * @param text the written bytes as ISO 8859-1
 * @param slot the record in the journal
 * @param decided true after the decision to make the write or to let the write fail
 */
record PendingWrite(
        long ticket,
        long request,
        long thread,
        CoveredFile file,
        OpenCover cover,
        String text,
        int slot,
        AtomicBoolean decided) {

    Writing view() {
        return new Writing(ticket, thread, file.path(), text);
    }

    /** Returns the same write, to be decided again. */
    PendingWrite undecided() {
        return new PendingWrite(ticket, request, thread, file, cover, text, slot, new AtomicBoolean());
    }

    /** Returns true for the first decision. */
    boolean decide() {
        return decided.compareAndSet(false, true);
    }
}
