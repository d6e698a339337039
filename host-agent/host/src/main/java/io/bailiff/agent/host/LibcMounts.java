// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;

/** The system calls for mounts without a directory, by number: the C libraries of older distributions lack the functions. */
final class LibcMounts {

    // The same numbers on every architecture of Linux (include/uapi/asm-generic/unistd.h).
    static final long OPEN_TREE = 428;
    static final long FSOPEN = 430;
    static final long FSCONFIG = 431;
    static final long FSMOUNT = 432;

    static {
        Native.register(LibcMounts.class, NativeLibrary.getProcess(Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")));
    }

    private LibcMounts() {}

    /** fsopen(2). */
    static native long syscall(long number, String fileSystem, long flags) throws LastErrorException;

    /** open_tree(2). */
    static native long syscall(long number, long directory, String path, long flags) throws LastErrorException;

    /** fsconfig(2). */
    static native long syscall(long number, long context, long command, Pointer key, Pointer value, long auxiliary)
            throws LastErrorException;
}
