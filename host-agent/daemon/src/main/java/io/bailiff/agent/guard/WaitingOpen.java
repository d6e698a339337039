// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.OpenInterceptor.Opening;

/** A process that waits for an open. */
record WaitingOpen(OpenInterceptor interceptor, Opening opening) implements Waiting {

    @Override
    public long pid() {
        return opening.pid();
    }

    @Override
    public long ticket() {
        return opening.ticket();
    }

    @Override
    public void allow() {
        interceptor.allow(opening.ticket());
    }

    @Override
    public void deny() {
        endUnload();
        interceptor.deny(opening.ticket());
    }

    @Override
    public boolean canBeHeld() {
        return interceptor.canHold(opening.ticket());
    }

    @Override
    public void persist() {
        interceptor.persist(opening.ticket());
    }

    @Override
    public void refuse() {
        endUnload();
        interceptor.refuse(opening.ticket());
    }

    /** Ends a program that would unload the module although the open fails ({@link UnloadCommand}). */
    private void endUnload() {
        if (ControlFile.of(opening.path())
                .filter(file -> file.kind() == Kind.UNLOAD)
                .isPresent()) {
            interceptor.endOpener(opening.pid());
        }
    }
}
