// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The address of a libvirt (libvirt.org/uri.html). An address is built up from checked parts and never from a URI: libvirt reads drivers,
 * transports and parameters of a URI that run a program ({@code command}, {@code netcat}), read a file ({@code test:}) or connect to any
 * service, in spellings that a check of the text does not know.
 */
public final class LibvirtAddress {

    /** The highest port of TCP. */
    private static final int HIGHEST_PORT = 65_535;

    private static final int LONGEST_NAME = 253;

    /** A DNS name (RFC 1123) or an IPv4 address; begins with no dash. */
    private static final Pattern NAME = Pattern.compile(
            "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    /** An IPv6 address in brackets, without a zone. */
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:]{2,39}]");

    /** The servers that are reachable without protection. */
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final String uri;

    private LibvirtAddress(String uri) {
        this.uri = uri;
    }

    /** The transport of a direct connection. */
    public enum Transport {
        /** TLS with client certificates; the standard port is 16514. */
        TLS,
        /** Plain TCP, for servers on loopback only; the standard port is 16509. */
        TCP
    }

    /**
     * Builds the address of a libvirt daemon with an open port.
     *
     * @param server a DNS name, an IPv4 address, or an IPv6 address in brackets
     * @param port the port, or 0 for the standard port of the transport
     * @throws IllegalArgumentException if a part is malformed, or if plain TCP would leave the machine
     */
    public static LibvirtAddress direct(Transport transport, String server, int port) {
        if (server.length() > LONGEST_NAME
                || !(NAME.matcher(server).matches() || IPV6.matcher(server).matches())) {
            throw new IllegalArgumentException(
                    "the server is no DNS name, no IPv4 address and no IPv6 address in brackets");
        }
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("the port is not between 1 and " + HIGHEST_PORT);
        }
        return switch (transport) {
            case TLS -> new LibvirtAddress("qemu+tls://" + server + port(port) + "/system");
            case TCP -> {
                if (!LOOPBACK.contains(server)) {
                    throw new IllegalArgumentException("plain TCP is allowed to a server on loopback only: "
                            + "127.0.0.1, [::1] or localhost; use TLS for another server");
                }
                yield new LibvirtAddress("qemu+tcp://" + server + port(port) + "/system");
            }
        };
    }

    /** Builds the address of a libvirt daemon behind a unix socket of this machine. */
    public static LibvirtAddress socket(Path socket) {
        return new LibvirtAddress(
                "qemu+unix:///system?socket=" + encoded(socket.toAbsolutePath().toString()));
    }

    private static String port(int port) {
        return port == 0 ? "" : ":" + port;
    }

    /** Encodes all characters except letters, digits and {@code /._-} (RFC 3986, section 2.1). */
    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xff);
            boolean plain =
                    character < 0x80 && (Character.isLetterOrDigit(character) || "/._-".indexOf(character) >= 0);
            encoded.append(plain ? String.valueOf(character) : "%%%02X".formatted((int) character));
        }
        return encoded.toString();
    }

    /** Returns the URI for libvirt. */
    public String uri() {
        return uri;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LibvirtAddress address && address.uri.equals(uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    @Override
    public String toString() {
        return uri;
    }
}
