package io.bailiff.agent.link;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciInventory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads the whole host for a report. */
final class HostSurvey {

    private static final String UNREAD = "unknown";

    private final HostFiles files;
    private final Groups groups;
    private final Supplier<ConflictBehaviour> behaviour;
    private final OrderBook book;
    private final Clock clock;
    private final Instant agentStart;

    HostSurvey(
            HostFiles files,
            Groups groups,
            Supplier<ConflictBehaviour> behaviour,
            OrderBook book,
            Clock clock,
            Instant agentStart) {
        this.files = files;
        this.groups = groups;
        this.behaviour = behaviour;
        this.book = book;
        this.clock = clock;
        this.agentStart = agentStart;
    }

    /** The host as it is now. The revision that it names was taken in before the first file was read. */
    HostReport read(long sequence) {
        long revision = book.revision();
        Instant now = clock.instant();
        PciInventory inventory = new PciBus(files).inventory();
        List<String> problems = new ArrayList<>(inventory.problems());
        Kernel kernel = new Kernel(files);
        return new HostReport(
                agentStart,
                sequence,
                now,
                orProblem(kernel::bootId, problems),
                orProblem(kernel::release, problems),
                behaviour.get(),
                groups.survey().of(inventory.groups()),
                inventory.ungrouped(),
                book.outcomes(),
                revision,
                problems);
    }

    private static String orProblem(Read read, List<String> problems) {
        try {
            return read.now();
        } catch (HostFileException e) {
            problems.add(e.getMessage());
            return UNREAD;
        }
    }

    private interface Read {
        String now() throws HostFileException;
    }
}
