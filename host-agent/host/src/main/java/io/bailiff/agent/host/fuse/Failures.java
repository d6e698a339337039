// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.HostFileException;
import org.jspecify.annotations.Nullable;

/** Makes all steps of a change, and throws the first failure at the end. */
final class Failures {

    private @Nullable HostFileException first;

    /** A step of a change. */
    @FunctionalInterface
    interface Step {
        void run() throws HostFileException;
    }

    void collect(Step step) {
        try {
            step.run();
        } catch (HostFileException failure) {
            add(failure);
        }
    }

    void add(HostFileException failure) {
        if (first == null) {
            first = failure;
        } else if (first != failure) {
            first.addSuppressed(failure);
        }
    }

    void throwFirst() throws HostFileException {
        if (first != null) {
            throw first;
        }
    }
}
