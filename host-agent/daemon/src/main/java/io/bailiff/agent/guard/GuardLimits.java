package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the guard of this host cannot see. Said aloud, because nobody else would. */
final class GuardLimits {

    /** All descriptors of all processes are looked at, which is much on a large host, for what seldom changes. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final HostFiles files;
    private final ClaimantReader claimants;
    private final boolean hotPlugKills;
    private final long self;
    private final Clock clock;
    private Instant lookedAt = Instant.MIN;
    private volatile List<String> seen = List.of();

    /**
     * @param hotPlugKills whether this kernel dies of a host driver in a group in use
     * @param self the agent's own process
     */
    GuardLimits(HostFiles files, boolean hotPlugKills, long self, Clock clock) {
        this.files = files;
        this.hotPlugKills = hotPlugKills;
        this.claimants = new ClaimantReader(files);
        this.self = self;
        this.clock = clock;
    }

    /** Looks again, unless it has in the last minute. */
    synchronized void refresh() {
        Instant now = clock.instant();
        if (lookedAt.isBefore(now.minus(BETWEEN_LOOKS)) || lookedAt.isAfter(now)) {
            seen = now();
            lookedAt = now;
        }
    }

    /** Those that every host has, and the processes that had a control file open, which nobody can hold any more. */
    List<String> seen() {
        return seen;
    }

    private List<String> now() {
        List<String> spots = new ArrayList<>(List.of(
                "Who opens a control file in a sysfs that was mounted in another network namespace is not seen.",
                "Drivers that the kernel binds by itself are kept away by the pins alone."));
        if (hotPlugKills) {
            spots.add(
                    "A function that is plugged into a lent group while the host runs gets its driver before anybody can"
                            + " pin it, and this kernel dies of that. Plug none in.");
        }
        try {
            for (String process : files.list("/proc")) {
                if (process.matches("[0-9]+") && Long.parseLong(process) != self) {
                    openedBy(Long.parseLong(process)).ifPresent(spots::add);
                }
            }
        } catch (HostFileException e) {
            spots.add("Who has control files open already cannot be told: " + e.getMessage() + ".");
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
                    return Optional.of(file.get().path() + " is open already, in "
                            + claimants.of(pid).text() + ": what it writes there is not seen.");
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
            case OVERRIDE, DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED -> false;
        };
    }
}
