// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/** A client that sends just the bytes that a test wants, as slowly as the test wants. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final int SMALL_WINDOW = 4096;

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    /** A connection without TLS, also to a listener that wants TLS. */
    static RawClient plain(int port) {
        return plain(port, InetAddress.getLoopbackAddress());
    }

    /** The same from an address of this machine. */
    static RawClient plain(int port, InetAddress from) {
        try {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(from, 0));
            // Before the connection, or the kernel offers a larger window. A slow reader then soon stops the server.
            socket.setReceiveBufferSize(SMALL_WINDOW);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection with TLS, whose handshake happens with the first byte. */
    static RawClient tls(int port, SSLContext context) {
        return tls(port, context, InetAddress.getLoopbackAddress());
    }

    /** The same from an address of this machine. */
    static RawClient tls(int port, SSLContext context, InetAddress from) {
        try {
            Socket socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port, from, 0);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text. Returns false if the server has closed the connection. */
    boolean send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Returns what the server sends until the server closes the connection. */
    String rest() {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            for (int got = socket.getInputStream().read(buffer);
                    got >= 0;
                    got = socket.getInputStream().read(buffer)) {
                all.append(new String(buffer, 0, got, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException reset) {
            // Also an end of the connection.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
