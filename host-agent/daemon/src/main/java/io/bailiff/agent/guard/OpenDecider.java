package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.host.OpenGate;
import io.bailiff.agent.host.OpenGate.Opening;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about one open of a control file by the host's state, answers the opener and records the claim. */
final class OpenDecider {

    private static final Logger LOG = LoggerFactory.getLogger(OpenDecider.class);

    private final OpenGate gate;
    private final Breadcrumbs breadcrumbs;
    private final LentGroups lentGroups;
    private final Verdicts verdicts;
    private final OpenContextReader contexts;
    private final ClaimDesk desk;
    private final ObjLongConsumer<String> terminals;

    /** @param terminals writes a line to the terminal of a process */
    OpenDecider(
            OpenGate gate,
            Breadcrumbs breadcrumbs,
            LentGroups lentGroups,
            Verdicts verdicts,
            OpenContextReader contexts,
            ClaimDesk desk,
            ObjLongConsumer<String> terminals) {
        this.gate = gate;
        this.breadcrumbs = breadcrumbs;
        this.lentGroups = lentGroups;
        this.verdicts = verdicts;
        this.contexts = contexts;
        this.desk = desk;
        this.terminals = terminals;
    }

    /** What cannot be decided is refused: nobody gets through to a group in use because something could not be read. */
    void decide(Opening opening, ControlFile file) {
        try {
            judge(opening, file);
        } catch (IOException | RuntimeException failure) {
            LOG.error(
                    "{} by process {} is refused: what it can touch cannot be told",
                    opening.path(),
                    opening.pid(),
                    failure);
            gate.deny(opening.ticket());
        }
    }

    private void judge(Opening opening, ControlFile file) throws IOException {
        List<LentGroup> lent = lentGroups.now();
        if (!verdicts.concerns(file, lent)) {
            gate.allow(opening.ticket());
            return;
        }
        Claimed by = breadcrumbs.claimed(opening.pid());
        Verdicts.Scene context = contexts.read(lent, desk::isHandedOver, by.isLibvirt());
        Optional<Verdict> verdict = verdicts.on(file, by.claimant(), context);
        if (verdict.isEmpty()) {
            gate.allow(opening.ticket());
        } else if (verdict.get().status() == Status.HELD) {
            desk.hold(file, verdict.get(), by, opening.ticket());
            terminals.accept(
                    "a guest has the group that this may take from; it waits until the guest has let go. Ctrl-C gives it up",
                    opening.pid());
        } else if (verdict.get().status() == Status.PREVENTED) {
            // It can do no harm; whoever does what every host does all the time need not wait for our books.
            gate.allow(opening.ticket());
            desk.record(file.path(), file.kind(), file.what(), verdict.get(), by);
        } else {
            desk.record(file.path(), file.kind(), file.what(), verdict.get(), by);
            if (verdict.get().status() == Status.DENIED) {
                terminals.accept("refused: " + verdict.get().message(), opening.pid());
                gate.deny(opening.ticket());
            } else {
                gate.allow(opening.ticket());
            }
        }
    }
}
