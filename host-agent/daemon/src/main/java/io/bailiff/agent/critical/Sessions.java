// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the processes of people in front of the host from all other processes. A session with a seat has a screen and a keyboard of the
 * host. A session without a seat, for example of ssh, is no desktop: a computation in such a session is a program like any other.
 */
final class Sessions {

    private static final String SESSIONS = "/run/systemd/sessions/";
    private static final String USERS = "/run/systemd/users/";

    /** The service of the host's display manager, under the name that all distributions with systemd share. */
    private static final String DISPLAY_MANAGER = "/etc/systemd/system/display-manager.service";

    /** Services that open devices for a session, or show a login at the host: the boot splash, logins at a screen or at a serial port. */
    private static final Set<String> FOR_SESSIONS =
            Set.of("systemd-logind", "elogind", "seatd", "plymouth-start", "getty", "serial-getty", "console-getty");

    /** Display managers, for hosts without the shared name. */
    private static final Set<String> DISPLAY_MANAGERS = Set.of(
            "gdm", "gdm3", "greetd", "lightdm", "lxdm", "ly", "nodm", "plasmalogin", "sddm", "slim", "wdm", "xdm");

    /** The commands of the same services and of the display server, for hosts without systemd. */
    private static final Set<String> COMMANDS =
            Set.of("Xorg", "X", "agetty", "elogind-daemon", "login", "mgetty", "plymouthd");

    private final HostFiles files;

    Sessions(HostFiles files) {
        this.files = files;
    }

    /**
     * Returns true if the process belongs to a desktop session, or works for the sessions of the host.
     *
     * @param program the service of the process, or the command on a host without systemd
     * @param device the name of the open device file
     */
    boolean isDesktop(ControlGroup group, String program, String device) {
        if (group.isContainer()) {
            return false;
        }
        Optional<String> session = group.session();
        if (session.isPresent()) {
            return recordShows(SESSIONS + session.get(), "SEAT=", device);
        }
        if (group.user().isPresent()) {
            return recordShows(USERS + group.user().get(), "SEATS=", device);
        }
        return isForSessions(program);
    }

    private boolean isForSessions(String program) {
        return FOR_SESSIONS.contains(program)
                || DISPLAY_MANAGERS.contains(program)
                || COMMANDS.contains(program)
                || isDisplayManager(program);
    }

    /**
     * Returns true if logind's record names a seat, or the device as the terminal of the session: a login at a serial port has no seat.
     * A host without a record of the session shows the session by the group alone.
     */
    private boolean recordShows(String record, String seat, String device) {
        try {
            return files.read(record)
                    .lines()
                    .anyMatch(line ->
                            (line.startsWith(seat) && line.length() > seat.length()) || line.equals("TTY=" + device));
        } catch (HostFileException failure) {
            return failure.error() == HostError.NO_ENTRY;
        }
    }

    private boolean isDisplayManager(String program) {
        try {
            return files.readLink(DISPLAY_MANAGER)
                    .map(SysfsNames::last)
                    .filter(name -> name.equals(program + ".service"))
                    .isPresent();
        } catch (HostFileException unreadable) {
            // An unknown display manager is a program like any other, and its devices are refused without the choice of
            // consent.
            return false;
        }
    }
}
