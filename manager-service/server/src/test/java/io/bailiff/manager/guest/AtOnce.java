// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

/** News of a libvirt are dealt with at once, by whoever brings them. */
public final class AtOnce implements SerialExecutor {

    @Override
    public void run(Runnable work) {
        work.run();
    }

    @Override
    public void close() {}
}
