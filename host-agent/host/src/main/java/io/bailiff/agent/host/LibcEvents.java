// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;

/**
 * The system calls for events and dumps of the kernel (fanotify, netlink), and for passing an open file from process to process. Every
 * method that can fail throws {@link LastErrorException} with the errno; only the {@code posix_spawn} family returns the errno.
 */
final class LibcEvents {

    // fanotify, from include/uapi/linux/fanotify.h
    static final int FAN_CLOEXEC = 0x1;
    static final int FAN_NONBLOCK = 0x2;
    static final int FAN_CLASS_CONTENT = 0x4;
    static final int FAN_UNLIMITED_QUEUE = 0x10;
    static final int FAN_UNLIMITED_MARKS = 0x20;
    /** Since 4.20. */
    static final int FAN_REPORT_TID = 0x100;

    static final int FAN_MARK_ADD = 0x1;
    static final int FAN_MARK_REMOVE = 0x2;
    static final long FAN_MODIFY = 0x2;
    static final long FAN_Q_OVERFLOW = 0x4000;
    static final long FAN_OPEN_PERM = 0x10000;
    static final int FAN_ALLOW = 1;
    static final int FAN_DENY = 2;

    static final int CURRENT_DIRECTORY = -100;

    // sockets, from include/linux/socket.h and include/uapi/linux/netlink.h
    static final int AF_UNIX = 1;
    static final int AF_NETLINK = 16;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_NONBLOCK = 0x800;
    static final int NETLINK_KOBJECT_UEVENT = 15;
    static final int SOL_SOCKET = 1;
    static final int SCM_RIGHTS = 1;
    static final int SO_RCVBUFFORCE = 33;

    static final short POLLIN = 1;
    /** The size of {@code struct pollfd}. */
    private static final long POLLFD = 8;

    static final int F_DUPFD_CLOEXEC = 1030;
    static final int F_SETFD = 2;
    static final int FD_CLOEXEC = 1;

    // The same numbers on every architecture of Linux (include/uapi/asm-generic/unistd.h).
    static final long PIDFD_OPEN = 434;
    static final long PIDFD_GETFD = 438;

    static final short POSIX_SPAWN_SETSID = 0x80;

    static final int SIGTERM = 15;
    static final int WNOHANG = 1;

    static {
        Native.register(LibcEvents.class, NativeLibrary.getProcess(Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")));
    }

    private LibcEvents() {}

    static native int fanotify_init(int flags, int eventFileFlags) throws LastErrorException;

    /** write(2), but returns -1 on failure: {@link FanotifyGroup#takeOver} makes thousands of writes, and nearly all fail. */
    static native long write(int file, byte[] buffer, long count);

    static native int fanotify_mark(int group, int flags, long mask, int directory, String path)
            throws LastErrorException;

    /** @param files {@code struct pollfd[]} */
    static native int poll(Memory files, long count, int timeoutMillis) throws LastErrorException;

    static native int socket(int family, int type, int protocol) throws LastErrorException;

    static native int bind(int socket, byte[] address, int length) throws LastErrorException;

    static native int setsockopt(int socket, int level, int option, byte[] value, int length) throws LastErrorException;

    static native long recvfrom(int socket, byte[] buffer, long length, int flags, byte[] sender, int[] senderLength)
            throws LastErrorException;

    /** @param message {@code struct msghdr} */
    static native long sendmsg(int socket, Memory message, int flags) throws LastErrorException;

    /** Moves the calling thread into a namespace. */
    static native int setns(int namespace, int type) throws LastErrorException;

    static native int fcntl(int file, int command, int argument) throws LastErrorException;

    static native long syscall(long number, long first, long second, long third) throws LastErrorException;

    static native int kill(int pid, int signal) throws LastErrorException;

    static native int waitpid(int pid, Pointer status, int options) throws LastErrorException;

    static native int posix_spawn_file_actions_init(Memory actions);

    static native int posix_spawn_file_actions_addopen(Memory actions, int file, String path, int flags, int mode);

    static native int posix_spawn_file_actions_adddup2(Memory actions, int from, int to);

    static native int posix_spawn_file_actions_addclose(Memory actions, int file);

    static native int posix_spawn_file_actions_destroy(Memory actions);

    static native int posix_spawnattr_init(Memory attributes);

    static native int posix_spawnattr_setflags(Memory attributes, short flags);

    static native int posix_spawnattr_destroy(Memory attributes);

    /** Starts a process; words and environment are arrays of C strings with NULL at the end. */
    static native int posix_spawn(
            int[] pid, String path, Memory actions, Memory attributes, Pointer words, Pointer environment);

    /** Returns true if the file becomes readable within the timeout, in milliseconds. A signal ends the wait with false. */
    static boolean readable(int file, int timeoutMillis) throws LastErrorException {
        return anyReadable(timeoutMillis, file);
    }

    /** Returns true if one of the files becomes readable within the timeout, in milliseconds. A signal ends the wait with false. */
    static boolean anyReadable(int timeoutMillis, int... files) throws LastErrorException {
        try (Memory all = new Memory(POLLFD * files.length)) {
            for (int place = 0; place < files.length; place++) {
                all.setInt(POLLFD * place, files[place]);
                all.setShort(POLLFD * place + 4, POLLIN);
                all.setShort(POLLFD * place + 6, (short) 0);
            }
            return poll(all, files.length, timeoutMillis) > 0;
        } catch (LastErrorException failure) {
            if (Errno.EINTR.is(failure.getErrorCode())) {
                return false;
            }
            throw failure;
        }
    }
}
