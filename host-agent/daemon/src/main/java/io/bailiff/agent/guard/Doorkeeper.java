package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenGate;
import io.bailiff.agent.host.OpenGate.Event;
import io.bailiff.agent.host.OpenGate.Lost;
import io.bailiff.agent.host.OpenGate.Opening;
import io.bailiff.agent.host.OpenGate.Written;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers those who come to the gate. What needs no look at the host is answered on the gate's own thread; for the rest
 * somebody may have to wait for the kernel, and that must not be the one who answers everybody else.
 */
final class Doorkeeper {

    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

    /** The daemons of libvirt that move drivers, the whole one and the modular ones. */
    private static final Set<String> LIBVIRT = Set.of("libvirtd", "virtqemud", "virtnodedevd", "virtxend", "virtlxcd");

    private final OpenGate gate;
    private final Processes processes;
    private final Breadcrumbs breadcrumbs;
    private final PciBus bus;
    private final LentGroups lentGroups;
    private final Verdicts verdicts;
    private final ClaimBook book;
    private final ClaimDesk desk;
    private final OverrideWatch overrides;
    private final Fences fences;
    private final Executor threads;
    private final long self;
    private final ObjLongConsumer<String> terminals;

    Doorkeeper(
            OpenGate gate,
            Processes processes,
            Breadcrumbs breadcrumbs,
            PciBus bus,
            LentGroups lentGroups,
            Verdicts verdicts,
            ClaimBook book,
            ClaimDesk desk,
            OverrideWatch overrides,
            Fences fences,
            Executor threads,
            long self,
            ObjLongConsumer<String> terminals) {
        this.gate = gate;
        this.processes = processes;
        this.breadcrumbs = breadcrumbs;
        this.bus = bus;
        this.lentGroups = lentGroups;
        this.verdicts = verdicts;
        this.book = book;
        this.desk = desk;
        this.overrides = overrides;
        this.fences = fences;
        this.threads = threads;
        this.self = self;
        this.terminals = terminals;
    }

    void happened(Event event) {
        if (event instanceof Opening opening) {
            opened(opening);
        } else if (event instanceof Written written && !isOwn(written.pid())) {
            ControlFile.of(written.path()).ifPresent(file -> threads.execute(() -> changed(file, written.pid())));
        } else if (event instanceof Lost) {
            LOG.warn("More was written than could be heard; every pin is looked at");
            threads.execute(this::lookAtEverything);
        }
    }

    private void opened(Opening opening) {
        Optional<ControlFile> file = ControlFile.of(opening.path());
        if (file.isEmpty() || ClaimReach.isHarmless(file.get()) || isOwn(opening.pid()) || nothingIsLent()) {
            gate.allow(opening.ticket());
        } else {
            threads.execute(() -> decide(opening, file.get()));
        }
    }

    /** The agent, or the process that it has a dangerous write done by ({@code HostFiles.writeDetached}). */
    private boolean isOwn(long pid) {
        try {
            return pid == self
                    || processes.stat(pid).filter(stat -> stat.parent() == self).isPresent();
        } catch (HostFileException notToBeTold) {
            return false;
        }
    }

    private boolean nothingIsLent() {
        try {
            return lentGroups.none();
        } catch (IOException looksAgainWhenItIsDecided) {
            return false;
        }
    }

    /** What cannot be decided is refused: nobody gets through to a group in use because something could not be read. */
    private void decide(Opening opening, ControlFile file) {
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
        Claimed by = claimed(opening.pid());
        Optional<Verdict> verdict = verdicts.on(file, by.claimant(), scene(lent, by));
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
            boolean denied = verdict.get().status() == Status.DENIED;
            if (denied) {
                terminals.accept("refused: " + verdict.get().message(), opening.pid());
            }
            answer(opening.ticket(), !denied);
        }
    }

    private void answer(long ticket, boolean goesOn) {
        if (goesOn) {
            gate.allow(ticket);
        } else {
            gate.deny(ticket);
        }
    }

    private Verdicts.Scene scene(List<LentGroup> lent, Claimed by) {
        Set<GroupFingerprint> named = book.waiting().stream()
                .filter(claim -> claim.report().status() == Status.STANDING)
                .flatMap(claim -> claim.report().groups().stream())
                .collect(Collectors.toSet());
        Set<GroupFingerprint> handedOver = lent.stream()
                .filter(desk::isHandedOver)
                .map(LentGroup::fingerprint)
                .collect(Collectors.toSet());
        return new Verdicts.Scene(lent, handedOver, fences.all(), named, by.isLibvirt(), this::isHere);
    }

    private boolean isHere(PciAddress address) {
        try {
            return bus.exists(address);
        } catch (HostFileException notToBeTold) {
            return false;
        }
    }

    private Claimed claimed(long pid) throws HostFileException {
        Claimant claimant = breadcrumbs.of(pid);
        long start = processes.stat(pid).map(Processes.Stat::startTicks).orElse(0L);
        Optional<String> program = processes.program(pid).map(path -> path.substring(path.lastIndexOf('/') + 1));
        return new Claimed(claimant, start, program.filter(LIBVIRT::contains).isPresent());
    }

    private void changed(ControlFile file, long pid) {
        try {
            if (file.kind() == Kind.OVERRIDE) {
                overrides.written(file, claimed(pid));
            }
        } catch (IOException | RuntimeException failure) {
            LOG.error("{} was written to by process {}, and what follows could not be done", file.path(), pid, failure);
        }
    }

    private void lookAtEverything() {
        try {
            overrides.all();
        } catch (IOException | RuntimeException failure) {
            LOG.error("The pins could not be looked at", failure);
        }
    }
}
