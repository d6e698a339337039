// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/**
 * The listeners between a process and the files of the simulated kernel. Guarded by {@link KernelLock}.
 *
 * @param fanotify holds opens of files, and reports writes
 * @param covers hold writes to covered files
 */
record FileListeners(Fanotify fanotify, WriteCovers covers) {

    FileListeners(KernelLock lock) {
        this(new Fanotify(lock), new WriteCovers(lock));
    }

    /** Removes the marks and the covers below a removed directory. */
    void forget(String directory) {
        fanotify.forget(directory);
        covers.forget(directory);
    }
}
