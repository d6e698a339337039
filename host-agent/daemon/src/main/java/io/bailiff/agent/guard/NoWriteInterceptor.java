// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.WriteInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Covers nothing: for a host whose control files cannot be covered.
 *
 * @param why the reason, for people
 */
record NoWriteInterceptor(String why) implements WriteInterceptor {

    @Override
    public void coverOnly(Set<String> paths) {}

    @Override
    public void readOnly(Set<String> paths) throws HostFileException {
        if (!paths.isEmpty()) {
            throw new HostFileException(HostError.OTHER, paths.iterator().next(), why);
        }
    }

    @Override
    public Set<String> covered() {
        return Set.of();
    }

    @Override
    public List<Writing> await(Duration atMost) throws InterruptedException {
        Thread.sleep(atMost.toMillis());
        return List.of();
    }

    @Override
    public void perform(long ticket) {}

    @Override
    public void fail(long ticket) {}

    @Override
    public boolean inherited() {
        return false;
    }

    @Override
    public void takeOver(Set<Long> tickets) {}

    @Override
    public Optional<String> whyEndsWithAgent() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
