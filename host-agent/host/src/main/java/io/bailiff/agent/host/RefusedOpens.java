// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs the opens that an interceptor has denied for lack of capacity. */
final class RefusedOpens {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedOpens.class);

    private long count;

    /** @param waiting the number of opens that wait for an answer */
    synchronized void add(int waiting) {
        count++;
        // Logs the first refusal, and then each doubling: a program that tries again without a pause must not fill the
        // log.
        if (Long.bitCount(count) == 1) {
            LOG.error(
                    "cannot hold another opener waiting={} denied={}: openers are denied until others have been answered",
                    waiting,
                    count);
        }
    }

    synchronized long count() {
        return count;
    }

    /** Logs that openers of a closed interceptor could not be denied. */
    void cannotDeny(HostFileException broken) {
        LOG.warn("cannot deny the waiting openers error={}: the kernel lets the openers through", broken.getMessage());
    }
}
