// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.host.WriteInterceptor.Writing;

/** A process that waits for a write. */
record WaitingWrite(WriteInterceptor interceptor, Writing writing, Processes processes) implements Waiting {

    @Override
    public long pid() throws HostFileException {
        return processes.processOf(writing.thread());
    }

    @Override
    public long ticket() {
        return writing.ticket();
    }

    @Override
    public void allow() {
        interceptor.perform(writing.ticket());
    }

    @Override
    public void deny() {
        interceptor.fail(writing.ticket());
    }

    @Override
    public boolean canBeHeld() {
        return true;
    }

    /** A held write waits for the next agent anyway. */
    @Override
    public void persist() {}

    @Override
    public void refuse() {
        deny();
    }
}
