// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.WriteInterceptor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the processes of stored claims through the interceptor that keeps the process waiting: a held open or a held write. */
final class HeldTickets {

    private static final Logger LOG = LoggerFactory.getLogger(HeldTickets.class);

    private static final String OPENS_LET_GO =
            "the agent ended without a holder of the guard's descriptor, so the kernel let the process continue";

    private static final String WRITES_FAILED =
            "the agent ended without a holder of the files' cover, so the write failed and had no effect";

    private final OpenInterceptor opens;
    private final WriteInterceptor writes;
    private final Processes processes;

    HeldTickets(OpenInterceptor opens, WriteInterceptor writes, Processes processes) {
        this.opens = opens;
        this.writes = writes;
        this.processes = processes;
    }

    /** Lets the process of a {@code HELD} claim go on. Nothing happens for a claim without a held process. */
    void allow(HeldClaim claim) {
        Long ticket = claim.ticket();
        if (ticket != null && claim.isWrite()) {
            writes.perform(ticket);
        } else if (ticket != null) {
            opens.allow(ticket);
        }
    }

    /** Fails the open or the write of a {@code HELD} claim with EPERM. Nothing happens for a claim without a held process. */
    void deny(HeldClaim claim) {
        Long ticket = claim.ticket();
        if (ticket != null && claim.isWrite()) {
            writes.fail(ticket);
        } else if (ticket != null) {
            endUnload(claim);
            opens.deny(ticket);
        }
    }

    /** Ends a program that would unload the module although the open fails ({@link UnloadCommand}). */
    private void endUnload(HeldClaim claim) {
        Claimant claimant = claim.report().claimant();
        if (claim.report().kind() != Kind.UNLOAD || claimant == null) {
            return;
        }
        try {
            // Another process may have the number by now.
            if (processes.lives(claimant.pid(), claim.startTicks())) {
                opens.endOpener(claimant.pid());
            }
        } catch (HostFileException unreadable) {
            LOG.error(
                    "cannot end a denied program pid={} error={}: modprobe unloads the module all the same",
                    claimant.pid(),
                    unreadable.getMessage());
        }
    }

    /**
     * Takes over the processes that the previous agent held. Ends the stored claims of processes that no interceptor holds any more: the
     * kernel has let the openers go and has failed the writes when the previous agent ended.
     */
    void takeOver(ClaimStore claimStore) {
        List<HeldClaim> held = claimStore.waiting().stream()
                .filter(claim -> claim.report().status() == Status.HELD)
                .toList();
        List<HeldClaim> heldOpens =
                held.stream().filter(claim -> !claim.isWrite()).toList();
        List<HeldClaim> heldWrites = held.stream().filter(HeldClaim::isWrite).toList();
        if (opens.inherited()) {
            Set<Long> letThrough = opens.takeOver(tickets(heldOpens));
            endLetThrough(heldOpens.stream().filter(claim -> isOneOf(letThrough, claim.ticket())), claimStore);
            LOG.info(
                    "took over the fanotify group of the previous agent openers={} let_through={}",
                    heldOpens.size() - letThrough.size(),
                    letThrough.size());
        } else {
            endLetThrough(heldOpens.stream(), claimStore);
        }
        if (writes.inherited()) {
            takeOverWrites(heldWrites, claimStore.failedWrites());
            LOG.info("took over the covered files of the previous agent writers={}", heldWrites.size());
        } else {
            heldWrites.forEach(claim -> claimStore.end(claim.report().id(), Status.DENIED, WRITES_FAILED));
        }
    }

    private static boolean isOneOf(Set<Long> tickets, @Nullable Long ticket) {
        return ticket != null && tickets.contains(ticket);
    }

    private static void endLetThrough(Stream<HeldClaim> opens, ClaimStore claimStore) {
        opens.forEach(claim -> claimStore.end(claim.report().id(), Status.EXEMPT, OPENS_LET_GO));
    }

    /**
     * Takes over the held writes, and fails the writes of refused and withdrawn claims: the previous agent may have been killed between the
     * record and the answer. A write of a claim that was let through is decided anew, because the group may have been lent again.
     */
    private void takeOverWrites(List<HeldClaim> held, List<HeldClaim> failed) {
        Set<Long> tickets = tickets(held);
        tickets.addAll(tickets(failed));
        writes.takeOver(tickets);
        failed.forEach(this::deny);
    }

    private static Set<Long> tickets(List<HeldClaim> claims) {
        Set<Long> tickets = new HashSet<>();
        for (HeldClaim claim : claims) {
            Long ticket = claim.ticket();
            if (ticket != null) {
                tickets.add(ticket);
            }
        }
        return tickets;
    }
}
