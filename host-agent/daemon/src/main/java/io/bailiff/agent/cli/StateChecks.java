// SPDX-License-Identifier: Apache-2.0
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
                checks.add(Check.ok(
                        Check.Subject.JOURNALS,
                        "No operation is unfinished; " + groups.size() + " groups have a journal."));
            }
        } catch (IOException failure) {
            checks.add(Check.fail(
                    Check.Subject.JOURNALS,
                    "The journals cannot be listed: " + failure.getMessage() + ".",
                    "Run the command as root."));
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
                    Check.Subject.STATE_DIRECTORY,
                    "The state directory " + directory + " is not writable.",
                    "Run the command as root, or name another directory with --state.");
        }
        boolean exists = place.equals(directory.toAbsolutePath());
        return Check.ok(
                Check.Subject.STATE_DIRECTORY,
                "The state directory " + directory + (exists ? " is writable." : " can be created."));
    }

    private Optional<Check> journal(GroupFingerprint group, String bootId) {
        try {
            return journals.read(group)
                    .filter(journal -> journal.bootId().equals(bootId))
                    .flatMap(StateChecks::unfinished);
        } catch (JournalException failure) {
            return Optional.of(Check.fail(Check.Subject.JOURNALS, failure.getMessage() + ".", failure.remedy()));
        }
    }

    private static Optional<Check> unfinished(Journal journal) {
        return switch (journal.phase()) {
            case DETACHED -> Optional.empty();
            case DETACHING, REATTACHING ->
                Optional.of(Check.warn(
                        Check.Subject.JOURNALS,
                        "An operation on the group of "
                                + journal.members().get(0).address() + " is unfinished (" + journal.phase() + ").",
                        "If no operation is in progress, run: bailiff-agent recover"));
        };
    }
}
