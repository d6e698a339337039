// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Finds a host's files under a directory other than {@code /}: a container's view of the host, or a test's tree. Links are
 * followed as on the host: an absolute link stays under the root, and no link leads out of the root, whatever the number of
 * {@code ..}.
 */
final class RootedPaths {

    /** Linux's limit of links in one path (MAXSYMLINKS in include/linux/namei.h). */
    private static final int MOST_LINKS = 40;

    private final String root;
    private final UnaryOperator<String> place;

    /** @param root without a trailing slash; empty for the machine's own root */
    RootedPaths(String root) {
        this.root = root;
        this.place = path -> root + path;
    }

    /**
     * @param root without a trailing slash; empty for the machine's own root
     * @param sysfs the mount with the files of sysfs
     */
    RootedPaths(String root, OwnSysfs sysfs) {
        this.root = root;
        this.place = path -> {
            String own = sysfs.place(path);
            return own.equals(path) ? root + path : own;
        };
    }

    /**
     * Returns the file's real location on the current machine. The last name need not exist; a part missing in the middle is
     * left for the caller's system call to find.
     */
    String resolve(String path) throws HostFileException {
        return place.apply(root.isEmpty() ? path : follow(path, true));
    }

    /** Returns the location like {@link #resolve}, but without following a link in the last name. */
    String resolveParent(String path) throws HostFileException {
        return place.apply(root.isEmpty() ? path : follow(path, false));
    }

    /**
     * Returns the path in the host's spelling, with all links followed.
     *
     * @param lastToo true if a link in the last name is followed too
     */
    String follow(String path, boolean lastToo) throws HostFileException {
        Deque<String> done = new ArrayDeque<>();
        Deque<String> left = names(path);
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.removeFirst();
            if (name.equals("..")) {
                done.pollLast();
                continue;
            }
            done.addLast(name);
            Optional<String> target = left.isEmpty() && !lastToo ? Optional.empty() : linkAt(join(done), path);
            if (target.isPresent()) {
                if (++links > MOST_LINKS) {
                    throw new HostFileException(HostError.OTHER, path, "Too many levels of symbolic links (ELOOP)");
                }
                done.removeLast();
                follow(target.get(), done, left);
            }
        }
        return join(done);
    }

    private static void follow(String target, Deque<String> done, Deque<String> left) {
        if (target.startsWith("/")) {
            done.clear();
        }
        names(target).descendingIterator().forEachRemaining(left::addFirst);
    }

    private Optional<String> linkAt(String place, String asked) throws HostFileException {
        // Most names are no links. The failed call for such a name costs an exception, many times more than this look.
        if (!Files.isSymbolicLink(Path.of(root + place))) {
            return Optional.empty();
        }
        try {
            return Optional.of(readLink(root + place));
        } catch (LastErrorException failure) {
            int errno = failure.getErrorCode();
            if (Errno.EINVAL.is(errno) || Errno.ENOENT.is(errno) || Errno.ENOTDIR.is(errno) || Errno.ESRCH.is(errno)) {
                return Optional.empty();
            }
            throw Errno.failure(errno, asked);
        }
    }

    /** Returns the text of a link on the current machine; fails with EINVAL if the path is not a link. */
    static String readLink(String place) throws LastErrorException {
        byte[] buffer = new byte[4096];
        int length = (int) Libc.readlink(place, buffer, buffer.length);
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    private static Deque<String> names(String path) {
        return Arrays.stream(path.split("/"))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    private static String join(Deque<String> names) {
        return "/" + String.join("/", names);
    }
}
