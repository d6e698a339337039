// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The node numbers of covers: the index of the covered file in the upper bits, and a serial number. The number alone names the file, also
 * for an agent that did not make the cover. The name of a cover in the root directory is the number in decimal digits.
 */
final class CoverNode {

    /** The node of the root directory (FUSE_ROOT_ID). */
    static final long ROOT = 1;

    /** The highest index of a file. */
    static final int MOST_FILES = 4095;

    private static final int SERIAL_BITS = 44;

    /** Begins at the time in milliseconds, so that the numbers are above the numbers of an earlier agent: no agent makes a cover each millisecond. */
    private static final AtomicLong SERIAL = new AtomicLong(System.currentTimeMillis());

    private CoverNode() {}

    /** Returns a new node for a file; the index is at least 1. */
    static long create(int index) {
        return (long) index << SERIAL_BITS | SERIAL.incrementAndGet();
    }

    static int index(long node) {
        return (int) (node >>> SERIAL_BITS);
    }

    /** Returns the node with the given name; 0 if the name is not a number. */
    static long parse(String name) {
        return name.matches("[1-9][0-9]{0,17}") ? Long.parseLong(name) : 0;
    }
}
