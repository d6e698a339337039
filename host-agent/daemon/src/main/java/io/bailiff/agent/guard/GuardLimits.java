// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Lockdown;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The limits of the guard on the host: ways to take a member of a lent group unseen. The report lists the limits, because an
 * operator learns them nowhere else.
 */
final class GuardLimits {

    /**
     * The minimum time between two scans. A scan reads all descriptors of all processes, a high price on a large host for facts
     * that seldom change.
     */
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final HostFiles files;
    private final ClaimantReader claimants;
    private final boolean hotPlugKills;
    private final long self;
    private final Supplier<Set<Long>> held;
    private final Clock clock;
    private Instant lookedAt = Instant.MIN;
    private volatile List<String> seen = List.of();
    private volatile Optional<String> fenceProblem = Optional.empty();

    /**
     * @param hotPlugKills true if the kernel may panic when a host driver joins a group in use
     * @param self the agent's own process id
     * @param held the processes with a held write: the open file of such a process is the cover of the control file
     */
    GuardLimits(HostFiles files, boolean hotPlugKills, long self, Supplier<Set<Long>> held, Clock clock) {
        this.files = files;
        this.hotPlugKills = hotPlugKills;
        this.claimants = new ClaimantReader(files);
        this.self = self;
        this.held = held;
        this.clock = clock;
    }

    /** Scans again if the last scan is older than a minute, or if the clock was set back. */
    synchronized void refresh() {
        Instant now = clock.instant();
        if (lookedAt.isBefore(now.minus(BETWEEN_LOOKS)) || lookedAt.isAfter(now)) {
            seen = now();
            fenceProblem = lockdown();
            lookedAt = now;
        }
    }

    /**
     * Returns the limits of every host, and the processes with a control file open at the last scan. The guard cannot hold writes
     * to an open file.
     */
    List<String> seen() {
        return seen;
    }

    /** Returns the reason why a fence cannot clear bus mastering on this host, for people; empty if no reason is known. */
    Optional<String> fenceProblem() {
        return fenceProblem;
    }

    private Optional<String> lockdown() {
        try {
            return Lockdown.mode(files)
                    .map(mode -> "The kernel is in lockdown (" + mode + "): it refuses to clear bus mastering.");
        } catch (HostFileException e) {
            return Optional.of("The lockdown of the kernel is unknown: " + e.getMessage() + ".");
        }
    }

    private List<String> now() {
        List<String> spots = new ArrayList<>(List.of(
                "Opens of a control file in a sysfs from another network namespace are not detected.",
                "Only the pins prevent the kernel from binding a host driver by itself."));
        if (hotPlugKills) {
            spots.add(
                    "A function that is plugged into a lent group by ACPI, or by a hot-plug driver other than pciehp and shpchp, gets a"
                            + " driver before the agent can pin the function. This kernel then crashes: plug no such function.");
        }
        try {
            Set<Long> known = held.get();
            for (String name : files.list("/proc")) {
                if (name.matches("[0-9]+")) {
                    long process = Long.parseLong(name);
                    boolean isKnown = process == self || known.contains(process);
                    (isKnown ? Optional.<String>empty() : openedBy(process)).ifPresent(spots::add);
                }
            }
        } catch (HostFileException e) {
            spots.add("Processes with an open control file are unknown: " + e.getMessage() + ".");
        }
        return spots;
    }

    private Optional<String> openedBy(long pid) {
        String directory = "/proc/" + pid + "/fd/";
        try {
            for (String descriptor : files.list(directory)) {
                Optional<ControlFile> file =
                        files.readLink(directory + descriptor).flatMap(ControlFile::of);
                if (file.isPresent() && isHeldOnOpen(file.get())) {
                    return Optional.of(file.get().path() + " is already open in "
                            + claimants.of(pid).text() + ": writes of this process are not detected.");
                }
            }
        } catch (HostFileException goneMeanwhile) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isHeldOnOpen(ControlFile file) {
        return switch (file.kind()) {
            case BIND, UNBIND, NEW_ID, PROBE, REMOVE, RESCAN -> true;
            // Programs keep these files open to read them.
            case OVERRIDE, VIRTUAL_FUNCTIONS, SLOT_POWER, RECONFIGURE, UNLOAD -> false;
            case DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED, OTHER -> false;
        };
    }
}
