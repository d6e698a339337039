// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.link.ReportNotes;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks if the manager has the whole report of this host, by the notes of the running agent. */
final class ReportChecks {

    private final StateStore<ReportNotes.Stored> store;

    ReportChecks(Path state, StateFiles files) {
        this.store = new StateStore<>(state.resolve(ReportNotes.FILE), ReportNotes.Stored.class, files);
    }

    List<Check> all() {
        try {
            Optional<ReportNotes.Stored> notes = store.read();
            return notes.isEmpty() ? List.of() : of(notes.get());
        } catch (IOException unreadable) {
            return List.of(Check.warn(
                    Check.Subject.REPORTS,
                    "The faults of the reports to the manager cannot be read: " + unreadable.getMessage() + ".",
                    "Run the command as root."));
        }
    }

    private static List<Check> of(ReportNotes.Stored notes) {
        List<Check> checks = new ArrayList<>();
        if (notes.rejection() != null) {
            checks.add(Check.warn(
                    Check.Subject.REPORTS,
                    "The manager rejects the reports of this host since " + notes.since() + ": " + notes.rejection(),
                    "Compare the versions of agent and manager. Until then the manager has older facts of this host."));
        }
        if (!notes.rejectedEntries().isEmpty()) {
            checks.add(Check.warn(
                    Check.Subject.REPORTS,
                    "The reports lack entries that the manager has rejected: "
                            + String.join("; ", notes.rejectedEntries()),
                    "Upgrade the manager to the version of the agent."));
        }
        if (!notes.shortened().isEmpty()) {
            checks.add(Check.warn(
                    Check.Subject.REPORTS,
                    "The reports are shortened, because the host has too much to report: "
                            + String.join(", ", notes.shortened()),
                    "`bailiff-agent inspect` shows everything."));
        }
        return checks;
    }
}
