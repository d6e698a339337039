// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A netlink socket for dumps of the kernel's network tables (NETLINK_ROUTE, rtnetlink(7)). The socket belongs to the network namespace
 * of the opening thread. The socket only reads.
 */
final class RouteSocket implements AutoCloseable {

    /** The limit of one table. A router with the whole Internet's routes exceeds the limit: an error, and no endless read. */
    private static final int MOST_MESSAGES = 250_000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String PATH = "rtnetlink";
    private static final int NETLINK_ROUTE = 0;
    private static final int SOCKADDR_NL = 12;
    /** MSG_TRUNC: the result is the real length of the datagram, also if the buffer is too short. */
    private static final int REAL_LENGTH = 0x20;
    /** The kernel fills datagrams of up to 32 KiB (netlink_dump in net/netlink/af_netlink.c), of more for a single large message. */
    private static final int BUFFER = 256 * 1024;

    private final int socket;
    private final byte[] buffer = new byte[BUFFER];
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();
    private int sequence;

    private RouteSocket(int socket) {
        this.socket = socket;
    }

    static RouteSocket open() throws HostFileException {
        try {
            return new RouteSocket(LibcEvents.socket(
                    LibcEvents.AF_NETLINK,
                    LibcEvents.SOCK_DGRAM | LibcEvents.SOCK_NONBLOCK | Libc.CLOSE_ON_EXEC,
                    NETLINK_ROUTE));
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), PATH);
        }
    }

    /**
     * Returns all messages of a dump.
     *
     * @param request the type of the request: RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE, RTM_GETNEXTHOP
     * @param fixedPart the length of the fixed part of the request; all bytes of the part are zero
     * @throws HostFileException if the kernel refuses or does not answer; {@link HostError#BUSY} if the table changed during the dump
     * @throws IllegalArgumentException if a message is malformed
     */
    List<DumpMessage> dump(int request, int fixedPart) throws HostFileException {
        try {
            send(request, fixedPart);
            List<DumpMessage> found = new ArrayList<>();
            while (!receive(found)) {
                if (found.size() > MOST_MESSAGES) {
                    throw new HostFileException(HostError.OTHER, PATH, "more than " + MOST_MESSAGES + " entries");
                }
            }
            return found;
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), PATH);
        }
    }

    private void send(int request, int fixedPart) {
        sequence++;
        int length = DumpMessage.HEADER + fixedPart;
        byte[] message = ByteBuffer.allocate(length)
                .order(ByteOrder.nativeOrder())
                .putInt(length)
                .putShort((short) request)
                .putShort((short) (DumpMessage.REQUEST | DumpMessage.DUMP))
                .putInt(sequence)
                .array();
        // A netlink socket without a destination sends to the kernel (netlink_sendmsg in net/netlink/af_netlink.c).
        Libc.write(socket, message, length);
    }

    /**
     * Adds the messages of the next datagram.
     *
     * @return true if the dump is complete
     */
    private boolean receive(List<DumpMessage> found) throws HostFileException {
        for (DumpMessage message : DumpMessage.parse(datagram())) {
            if (message.sequence() == sequence) {
                check(message);
                if (message.isDone()) {
                    return true;
                }
                found.add(message);
            }
        }
        return false;
    }

    private static void check(DumpMessage message) throws HostFileException {
        if (message.errno() != 0) {
            throw Errno.failure(message.errno(), PATH);
        }
        if (message.isInterrupted()) {
            throw new HostFileException(HostError.BUSY, PATH, "the table changed during the read");
        }
    }

    /** Returns the next datagram of the kernel. The content is a copy: messages outlive the buffer. */
    private ByteBuffer datagram() throws HostFileException {
        byte[] sender = new byte[SOCKADDR_NL];
        waitForDatagram();
        int length = (int) LibcEvents.recvfrom(socket, buffer, BUFFER, REAL_LENGTH, sender, new int[] {SOCKADDR_NL});
        if (length > BUFFER) {
            throw new HostFileException(HostError.OTHER, PATH, "a message of " + length + " bytes is too long");
        }
        // Other processes may send to the socket, too. Only the kernel has port 0.
        boolean fromKernel =
                ByteBuffer.wrap(sender).order(ByteOrder.nativeOrder()).getInt(4) == 0;
        byte[] content = new byte[fromKernel ? length : 0];
        System.arraycopy(buffer, 0, content, 0, content.length);
        return ByteBuffer.wrap(content);
    }

    private void waitForDatagram() throws HostFileException {
        long left = deadline - System.nanoTime();
        while (left > 0) {
            if (LibcEvents.readable(socket, (int) Duration.ofNanos(left).toMillis() + 1)) {
                return;
            }
            left = deadline - System.nanoTime();
        }
        throw new HostFileException(HostError.TIMED_OUT, PATH, "the kernel does not answer");
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
