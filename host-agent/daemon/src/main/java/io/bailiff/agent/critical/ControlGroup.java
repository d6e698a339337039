// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The control group of a process, which shows the service, the session or the container of the process (systemd's
 * {@code docs/CONTROL_GROUP_INTERFACE}).
 *
 * @param path the path in the hierarchy of the service manager; empty if the host has no such hierarchy, or if the path is unreadable
 */
record ControlGroup(String path) {

    private static final Pattern HIERARCHY = Pattern.compile("[0-9]+:(?:|name=(?:systemd|elogind)):(/.*)");
    private static final Pattern SERVICE = Pattern.compile("/([^/@]+)(?:@[^/]*)?\\.service(?:/|$)");
    private static final Pattern SESSION = Pattern.compile("/session-([^/]+)\\.scope(?:/|$)|^/([a-z]?[0-9]+)$");
    private static final Pattern USER = Pattern.compile("/user\\.slice/user-([0-9]+)\\.slice(?:/|$)");
    /** Docker, podman, containerd, CRI-O and machines: a 64-digit id, or the slice of machines. */
    private static final Pattern CONTAINER =
            Pattern.compile("[0-9a-f]{64}|/(?:machine|kubepods)\\.slice/|/libpod-|/lxc[./]");

    /** Reads the control group of a process. A process without a readable group belongs to no session and to no service. */
    static ControlGroup read(HostFiles files, long pid) {
        try {
            return files.read("/proc/" + pid + "/cgroup")
                    .lines()
                    .map(HIERARCHY::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group(1))
                    .filter(path -> !path.equals("/"))
                    .findFirst()
                    .map(ControlGroup::new)
                    .orElse(new ControlGroup(""));
        } catch (HostFileException unreadable) {
            return new ControlGroup("");
        }
    }

    boolean isKnown() {
        return !path.isEmpty();
    }

    boolean isContainer() {
        return CONTAINER.matcher(path).find();
    }

    /** Returns the system service without {@code .service} and without the instance: {@code lightdm}, {@code serial-getty}. */
    Optional<String> service() {
        Matcher service = SERVICE.matcher(path);
        return user().isEmpty() && service.find() ? Optional.of(service.group(1)) : Optional.empty();
    }

    /** Returns the id of the login session; empty for a process of a user's service manager. */
    Optional<String> session() {
        Matcher session = SESSION.matcher(path);
        if (!session.find()) {
            return Optional.empty();
        }
        return Optional.of(session.group(1) != null ? session.group(1) : session.group(2));
    }

    /** Returns the number of the user with the process in a session or in a service of the user. */
    Optional<String> user() {
        Matcher user = USER.matcher(path);
        return user.find() ? Optional.of(user.group(1)) : Optional.empty();
    }
}
