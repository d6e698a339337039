package io.bailiff.libvirt.remote;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The URI of a libvirt (libvirt.org/uri.html). Agents may propose their host's, so what would run a command on this machine
 * is refused.
 *
 * @param text as libvirt takes it
 */
public record RemoteUri(String text) {

    private static final Set<String> DRIVERS = Set.of("qemu", "test");
    private static final Set<String> TRANSPORTS = Set.of("unix", "tls", "tcp", "ssh", "libssh", "libssh2");

    /**
     * Takes a URI that is one of libvirt's.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static RemoteUri of(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        List<String> parts = Arrays.asList(scheme.split("\\+", -1));
        boolean known = DRIVERS.contains(parts.get(0))
                && (parts.size() == 1 || (parts.size() == 2 && TRANSPORTS.contains(parts.get(1))));
        if (!known) {
            throw new IllegalArgumentException(
                    "\"" + uri + "\" is not a URI of a libvirt that can be used here; write it like"
                            + " qemu+tls://host/system, qemu+ssh://host/system or qemu:///system");
        }
        refuseCommands(uri);
        refuseOptions(uri);
        return new RemoteUri(uri.toString());
    }

    private static void refuseCommands(URI uri) {
        String query = String.valueOf(uri.getQuery());
        for (String parameter : query.split("[&;]", -1)) {
            if (parameter.startsWith("command=")) {
                throw new IllegalArgumentException(
                        "\"" + uri + "\" would run a command of its own here; leave \"command=\" out");
            }
        }
    }

    /** ssh takes a host or a user that begins with a dash for an option, and some of its options are commands. */
    private static void refuseOptions(URI uri) {
        String authority = String.valueOf(uri.getAuthority());
        if (authority.startsWith("-") || authority.contains("@-")) {
            throw new IllegalArgumentException("\"" + uri + "\" names a host that begins with \"-\"; no host does");
        }
    }
}
