package io.bailiff.agent.cli;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.JournalException;
import io.bailiff.agent.group.JournalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks if the agent can store journals, and if operations were left unfinished. */
final class StateChecks {

    private final Path directory;
    private final JournalStore journals;

    StateChecks(Path directory, JournalStore journals) {
        this.directory = directory;
        this.journals = journals;
    }

    /** @param bootId the id of this boot; journals of an earlier boot say nothing about current pins */
    List<Check> all(String bootId) {
        List<Check> checks = new ArrayList<>();
        checks.add(writable());
        try {
            List<GroupFingerprint> groups = journals.groups();
            for (GroupFingerprint group : groups) {
                journal(group, bootId).ifPresent(checks::add);
            }
            if (checks.size() == 1) {
                checks.add(Check.ok("No operation is unfinished; " + groups.size() + " groups have a journal."));
            }
        } catch (IOException failure) {
            checks.add(Check.fail("The journals cannot be listed: " + failure.getMessage() + ".", "Run it as root."));
        }
        return checks;
    }

    private Check writable() {
        Path place = directory.toAbsolutePath();
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        if (!Files.isDirectory(place) || !Files.isWritable(place)) {
            return Check.fail(
                    "The state directory " + directory + " cannot be written.",
                    "Run it as root, or name another with --state.");
        }
        boolean there = place.equals(directory.toAbsolutePath());
        return Check.ok("The state directory " + directory + (there ? " can be written." : " can be made."));
    }

    private Optional<Check> journal(GroupFingerprint group, String bootId) {
        try {
            return journals.read(group)
                    .filter(journal -> journal.bootId().equals(bootId))
                    .flatMap(StateChecks::unfinished);
        } catch (JournalException failure) {
            return Optional.of(Check.fail(failure.getMessage() + ".", failure.remedy()));
        }
    }

    private static Optional<Check> unfinished(Journal journal) {
        return switch (journal.phase()) {
            case DETACHED -> Optional.empty();
            case DETACHING, REATTACHING ->
                Optional.of(Check.warn(
                        "The group of " + journal.members().get(0).address() + " was left in the middle ("
                                + journal.phase() + ").",
                        "Unless an operation is under way: bailiff-agent recover"));
        };
    }
}
