package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the guard of this host cannot see. Said aloud, because nobody else would. */
final class BlindSpots {

    private final HostFiles files;
    private final Breadcrumbs breadcrumbs;
    private final boolean hotPlugKills;

    /** @param hotPlugKills whether this kernel dies of a host driver in a group in use */
    BlindSpots(HostFiles files, boolean hotPlugKills) {
        this.files = files;
        this.hotPlugKills = hotPlugKills;
        this.breadcrumbs = new Breadcrumbs(files);
    }

    /** Those that every host has, and the processes that have a control file open now, which nobody can hold any more. */
    List<String> now(long self) {
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
                            + breadcrumbs.of(pid).text() + ": what it writes there is not seen.");
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
