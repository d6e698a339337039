// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The faults of the reports, in a file for {@code bailiff-agent doctor}. Writes the file and the log only after a change. */
public final class ReportNotes {

    /** The name of the file in the state directory. */
    public static final String FILE = "report.json";

    private static final Logger LOG = LoggerFactory.getLogger(ReportNotes.class);

    /**
     * The content of the file.
     *
     * @param since the time of the change to these faults, by the host's clock
     * @param rejection the manager's answer to a rejected report; null if the manager accepts the reports
     * @param rejectedEntries the entries that are left out because the manager has rejected the entries
     * @param shortened the lists with entries that are left out because the report is too large
     */
    public record Stored(
            Instant since, @Nullable String rejection, List<String> rejectedEntries, List<String> shortened) {

        public Stored {
            rejectedEntries = List.copyOf(rejectedEntries);
            shortened = List.copyOf(shortened);
        }

        /** Returns true if the manager has the whole report. */
        public boolean isEmpty() {
            return rejection == null && rejectedEntries.isEmpty() && shortened.isEmpty();
        }

        boolean sameAs(Stored other) {
            return Objects.equals(rejection, other.rejection)
                    && rejectedEntries.equals(other.rejectedEntries)
                    && shortened.equals(other.shortened);
        }
    }

    private final StateStore<Stored> store;
    private @Nullable Stored last;

    ReportNotes(StateStore<Stored> store) {
        this.store = store;
    }

    /** Notes the faults of the last report. */
    void note(Stored now) {
        if (last != null ? now.sameAs(last) : now.isEmpty() && !exists()) {
            return;
        }
        last = now;
        log(now);
        try {
            store.write(now);
        } catch (IOException e) {
            LOG.warn(
                    "cannot store the faults of the reports error={}: bailiff-agent doctor shows old faults",
                    e.getMessage());
        }
    }

    private boolean exists() {
        try {
            return store.read().isPresent();
        } catch (IOException unreadable) {
            return true;
        }
    }

    private static void log(Stored now) {
        if (now.rejection() != null) {
            // LinkHealth logs rejections of all calls.
            return;
        }
        if (!now.rejectedEntries().isEmpty()) {
            LOG.error(
                    "report sent without rejected entries count={} entries={}: the manager does not learn of the entries;"
                            + " compare the versions of agent and manager",
                    now.rejectedEntries().size(),
                    now.rejectedEntries());
        } else if (!now.shortened().isEmpty()) {
            LOG.warn("report shortened lists={}: bailiff-agent inspect shows everything", now.shortened());
        } else {
            LOG.info("the manager accepts the whole report");
        }
    }
}
