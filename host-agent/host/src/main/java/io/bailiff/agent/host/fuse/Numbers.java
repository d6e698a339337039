// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

/** The errno values of Linux (asm-generic/errno-base.h). A FUSE server answers a failed request with such a value, negated. */
final class Numbers {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENODEV = 19;
    static final int ENOTDIR = 20;
    static final int ENOSYS = 38;
    /** The kernel resolves the path of an open once more (do_filp_open in fs/namei.c). */
    static final int ESTALE = 116;

    private Numbers() {}
}
