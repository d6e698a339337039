// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A socket of rtnetlink(7) for a single request. The kernel handles a request during the write, so the answer is there when
 * the write returns; the wait for the answer is limited all the same.
 */
final class NetlinkRoute implements AutoCloseable {

    /** The number of the only request of a socket. */
    static final int SEQUENCE = 1;

    private static final int NETLINK_ROUTE = 0;
    private static final short NLMSG_ERROR = 2;
    private static final int MESSAGE_HEADER = 16;
    private static final int SOCKADDR_NL = 12;
    private static final int TIMEOUT_MILLIS = 2_000;
    /** NLMSG_GOODSIZE of the kernel is a page; an answer about one interface with many virtual functions is longer. */
    private static final int LONGEST = 256 * 1024;

    private final int socket;
    private final String path;

    private NetlinkRoute(int socket, String path) {
        this.socket = socket;
        this.path = path;
    }

    /** @param path the path of the interface, for the messages of failures */
    static NetlinkRoute open(String path) throws HostFileException {
        try {
            int type = LibcEvents.SOCK_DGRAM | LibcEvents.SOCK_NONBLOCK | Libc.CLOSE_ON_EXEC;
            return new NetlinkRoute(LibcEvents.socket(LibcEvents.AF_NETLINK, type, NETLINK_ROUTE), path);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
    }

    /** Sends a request with {@link NetlinkMessage#ACKNOWLEDGE}; the kernel acknowledges with errno 0. */
    void change(NetlinkMessage request) throws HostFileException {
        exchange(request.bytes());
    }

    /** Sends a request, and returns the attributes of the interface in the answer. */
    ByteBuffer ask(NetlinkMessage request) throws HostFileException {
        ByteBuffer answer = exchange(request.bytes());
        int length = answer.remaining();
        if (length < NetlinkMessage.HEADER || answer.getShort(4) != NetlinkMessage.RTM_NEWLINK) {
            throw new HostFileException(HostError.OTHER, path, "rtnetlink has sent an unexpected answer");
        }
        return answer.slice(NetlinkMessage.HEADER, length - NetlinkMessage.HEADER)
                .order(ByteOrder.nativeOrder());
    }

    private ByteBuffer exchange(byte[] request) throws HostFileException {
        try {
            Libc.write(socket, request, request.length);
            if (!LibcEvents.readable(socket, TIMEOUT_MILLIS)) {
                throw new HostFileException(HostError.TIMED_OUT, path, "rtnetlink has not answered");
            }
            return checked(receive());
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
    }

    private ByteBuffer receive() {
        byte[] buffer = new byte[LONGEST];
        byte[] sender = new byte[SOCKADDR_NL];
        int length = (int) LibcEvents.recvfrom(socket, buffer, buffer.length, 0, sender, new int[] {SOCKADDR_NL});
        boolean fromKernel =
                ByteBuffer.wrap(sender).order(ByteOrder.nativeOrder()).getInt(4) == 0;
        return ByteBuffer.wrap(buffer, 0, fromKernel ? length : 0).order(ByteOrder.nativeOrder());
    }

    /** Returns the answer. An answer of type NLMSG_ERROR has the negative errno after the header, or 0 as acknowledgement. */
    private ByteBuffer checked(ByteBuffer answer) throws HostFileException {
        boolean ours = answer.remaining() > MESSAGE_HEADER + 3 && answer.getInt(8) == SEQUENCE;
        if (!ours) {
            throw new HostFileException(HostError.OTHER, path, "rtnetlink has sent an unexpected answer");
        }
        int errno = answer.getShort(4) == NLMSG_ERROR ? -answer.getInt(MESSAGE_HEADER) : 0;
        if (errno != 0) {
            throw Errno.failure(errno, path);
        }
        return answer;
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
