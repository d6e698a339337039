// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel's own uevents, from the kernel's netlink group (NETLINK_KOBJECT_UEVENT, lib/kobject_uevent.c). Other processes can
 * send to the group too; only messages of the kernel count. After an overflow of the socket's buffer the read fails once with
 * ENOBUFS.
 */
public final class NetlinkUevents implements UeventSource {

    private static final int KERNEL_GROUP = 1;
    /** Large enough for hot-plugging a card with 256 functions while the agent is not scheduled. */
    private static final int BUFFER = 16 * 1024 * 1024;
    /** UEVENT_BUFFER_SIZE in include/linux/kobject.h is 2048 for the variables; the header precedes the variables. */
    private static final int LONGEST = 16 * 1024;

    private static final int SOCKADDR_NL = 12;
    private static final int ENOBUFS = 105;
    private static final int MOST_AT_ONCE = 1000;

    private final int socket;
    private final byte[] buffer = new byte[LONGEST];

    private NetlinkUevents(int socket) {
        this.socket = socket;
    }

    /** @throws HostFileException if the process may not listen */
    public static NetlinkUevents open() throws HostFileException {
        try {
            int socket = LibcEvents.socket(
                    LibcEvents.AF_NETLINK,
                    LibcEvents.SOCK_DGRAM | LibcEvents.SOCK_NONBLOCK | Libc.CLOSE_ON_EXEC,
                    LibcEvents.NETLINK_KOBJECT_UEVENT);
            enlarge(socket);
            LibcEvents.bind(socket, address(), SOCKADDR_NL);
            return new NetlinkUevents(socket);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "uevents");
        }
    }

    /** Returns a {@code struct sockaddr_nl}: family, padding, port, groups. */
    private static byte[] address() {
        return ByteBuffer.allocate(SOCKADDR_NL)
                .order(ByteOrder.nativeOrder())
                .putShort((short) LibcEvents.AF_NETLINK)
                .putShort((short) 0)
                .putInt(0)
                .putInt(KERNEL_GROUP)
                .array();
    }

    private static void enlarge(int socket) {
        byte[] size = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(BUFFER)
                .array();
        try {
            LibcEvents.setsockopt(socket, LibcEvents.SOL_SOCKET, LibcEvents.SO_RCVBUFFORCE, size, size.length);
        } catch (LastErrorException notAllowed) {
            // The socket keeps the default size. A loss of events is noticed.
        }
    }

    @Override
    public List<Uevent> await(Duration atMost) throws HostFileException {
        List<Uevent> events = new ArrayList<>();
        try {
            if (LibcEvents.readable(socket, (int) Math.min(Integer.MAX_VALUE, atMost.toMillis()))) {
                for (int count = 0; count < MOST_AT_ONCE && receive(events); count++) {
                    // Each datagram has one event.
                }
            }
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "uevents");
        }
        return events;
    }

    /**
     * Receives a datagram and adds the datagram's event.
     *
     * @return false if no further datagram is available
     */
    private boolean receive(List<Uevent> events) {
        byte[] sender = new byte[SOCKADDR_NL];
        try {
            int length = (int) LibcEvents.recvfrom(socket, buffer, buffer.length, 0, sender, new int[] {SOCKADDR_NL});
            int port = ByteBuffer.wrap(sender).order(ByteOrder.nativeOrder()).getInt(4);
            if (port == 0) {
                parse(new String(buffer, 0, length, StandardCharsets.UTF_8)).ifPresent(events::add);
            }
            return true;
        } catch (LastErrorException failure) {
            int errno = failure.getErrorCode();
            if (errno == ENOBUFS) {
                events.add(Uevent.lost());
                return true;
            }
            if (Errno.EAGAIN.is(errno) || Errno.EINTR.is(errno)) {
                return false;
            }
            throw failure;
        }
    }

    /** Parses a message: {@code add@/devices/…}, then variables, separated by NULs. Returns empty without action or path. */
    static Optional<Uevent> parse(String message) {
        Map<String, String> variables = new HashMap<>();
        for (String line : message.split("\0")) {
            int sign = line.indexOf('=');
            if (sign > 0) {
                variables.put(line.substring(0, sign), line.substring(sign + 1));
            }
        }
        String action = variables.get("ACTION");
        String path = variables.get("DEVPATH");
        if (action == null || path == null) {
            return Optional.empty();
        }
        String driver = action.equals("bind") ? variables.get("DRIVER") : null;
        return Optional.of(new Uevent(
                action,
                variables.getOrDefault("SUBSYSTEM", ""),
                path,
                driver,
                variables.containsKey("SYNTH_UUID"),
                variables.get("ERROR_EVENT")));
    }

    @Override
    public void close() {
        try {
            Libc.close(socket);
        } catch (LastErrorException alreadyClosed) {
            // Nothing can be done about a failed close, and nothing depends on the close.
        }
    }
}
