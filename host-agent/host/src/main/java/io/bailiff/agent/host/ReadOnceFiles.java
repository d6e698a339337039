// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads each file of sysfs and each table of the host's network at most once, for one survey of the host by many checks. A later survey
 * needs a new instance. Files of processes, the locked {@code driver_override} and everything outside sysfs are read at each call.
 *
 * <p>A listed directory also shows the absence of a file, without a failing system call: the kernel lists every entry of a directory in
 * sysfs (kernfs_fop_readdir).
 *
 * <p>Only for reading, and not for several threads.
 */
public final class ReadOnceFiles extends ForwardingHostFiles {

    private static final String SYSFS = "/sys/";
    private static final String NETWORK_TABLES = "/proc/1/net/";
    private static final String LOCKED = "/driver_override";

    private final Map<String, Answer<String>> contents = new HashMap<>();
    private final Map<String, Answer<List<String>>> lists = new HashMap<>();
    private final Map<String, Answer<Optional<String>>> links = new HashMap<>();
    private final Map<String, Answer<Optional<String>>> realPaths = new HashMap<>();
    private final Map<String, Answer<Boolean>> existing = new HashMap<>();
    private final Map<String, Set<String>> names = new HashMap<>();

    public ReadOnceFiles(HostFiles files) {
        super(files);
    }

    @Override
    public String read(String path) throws HostFileException {
        return once(contents, path, () -> {
            requirePresent(path);
            return files.read(path);
        });
    }

    @Override
    public boolean anyLine(String path, Predicate<String> wanted) throws HostFileException {
        return isReadOnce(path) ? read(path).lines().anyMatch(wanted) : files.anyLine(path, wanted);
    }

    @Override
    public List<String> list(String directory) throws HostFileException {
        String path = withoutSlash(directory);
        return once(lists, path, () -> {
            requirePresent(path);
            List<String> found = List.copyOf(files.list(directory));
            names.put(path, Set.copyOf(found));
            return found;
        });
    }

    @Override
    public Optional<String> readLink(String path) throws HostFileException {
        return once(links, path, () -> isAbsent(path) ? Optional.empty() : files.readLink(path));
    }

    @Override
    public Optional<String> realPath(String path) throws HostFileException {
        return once(realPaths, path, () -> isAbsent(path) ? Optional.empty() : files.realPath(path));
    }

    @Override
    public boolean exists(String path) throws HostFileException {
        return once(existing, path, () -> !isAbsent(path) && files.exists(path));
    }

    private static <T> T once(Map<String, Answer<T>> answers, String path, Read<T> read) throws HostFileException {
        if (!isReadOnce(path)) {
            return read.run();
        }
        Answer<T> answer = answers.get(path);
        if (answer == null) {
            answer = Answer.of(read);
            answers.put(path, answer);
        }
        return answer.get();
    }

    private static boolean isReadOnce(String path) {
        return (path.startsWith(SYSFS) && !path.endsWith(LOCKED)) || path.startsWith(NETWORK_TABLES);
    }

    private void requirePresent(String path) throws HostFileException {
        if (isAbsent(path)) {
            throw new HostFileException(HostError.NO_ENTRY, path, "No such file or directory (ENOENT)");
        }
    }

    /** Returns true if the nearest listed directory above the path does not list the way to the path. */
    private boolean isAbsent(String path) {
        if (!path.startsWith(SYSFS) || path.contains("/..") || path.contains("//")) {
            return false;
        }
        String rest = withoutSlash(path);
        for (int slash = rest.lastIndexOf('/'); slash > 0; slash = rest.lastIndexOf('/')) {
            Set<String> listed = names.get(rest.substring(0, slash));
            if (listed != null) {
                return !listed.contains(rest.substring(slash + 1));
            }
            rest = rest.substring(0, slash);
        }
        return false;
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private interface Read<T> {
        T run() throws HostFileException;
    }

    /** The answer of the first call: a value or a failure. */
    private interface Answer<T> {

        T get() throws HostFileException;

        static <T> Answer<T> of(Read<T> read) {
            try {
                T value = read.run();
                return () -> value;
            } catch (HostFileException failure) {
                return () -> {
                    throw failure;
                };
            }
        }
    }
}
