// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.problem.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps new assignments away from hosts, for an operator and for each open fence. Every change locks the host's row first, so changes of
 * the same host happen in sequence.
 */
@Component
public class Cordons {

    private final HostRows hosts;
    private final FenceRows fences;
    private final Timeline timeline;

    Cordons(HostRows hosts, FenceRows fences, Timeline timeline) {
        this.hosts = hosts;
        this.fences = fences;
        this.timeline = timeline;
    }

    /** Returns the reasons why a host gets no assignments. */
    @Transactional(readOnly = true)
    public Cordon of(UUID host) {
        return new Cordon(
                hosts.cordonedWhy(host).orElse(null),
                fences.findByHostIdOrderByConflictId(host).stream()
                        .map(FenceRow::fence)
                        .toList());
    }

    /** Returns the reasons for several hosts, by the hosts' ids, also for hosts that get assignments. */
    @Transactional(readOnly = true)
    public Map<UUID, Cordon> of(Collection<UUID> several) {
        Map<UUID, String> reasons = hosts.cordoned(several).stream()
                .collect(Collectors.toMap(HostRows.Cordoned::host, HostRows.Cordoned::why));
        Map<UUID, List<Cordon.Fence>> open = fences.findByHostIdInOrderByConflictId(several).stream()
                .collect(Collectors.groupingBy(
                        row -> row.hostId, Collectors.mapping(FenceRow::fence, Collectors.toList())));
        return several.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        host -> new Cordon(reasons.get(host), open.getOrDefault(host, List.of()))));
    }

    /** Cordons a host for an operator. If an operator has cordoned the host already, the first reason stays. */
    @Transactional
    public void cordon(UUID host, String actor, String why) {
        String name = take(host);
        if (hosts.cordon(host, why) == 1) {
            timeline.add(host, "host-cordoned", actor, name + " gets no more assignments: " + why);
        }
    }

    /**
     * Ends an operator's cordon. Fences stay: a fence ends only with {@code unfence} of the conflict.
     *
     * @return the remaining reasons of the cordon
     * @throws io.bailiff.manager.problem.ProblemException 409 if only fences cordon the host; then nothing has changed
     */
    @Transactional
    public Cordon uncordon(UUID host, String actor, String why) {
        String name = take(host);
        boolean lifted = hosts.uncordon(host) == 1;
        Cordon left = of(host);
        if (lifted) {
            sayLifted(host, name, left, actor, why);
        } else if (left.stands()) {
            throw fenced(name, left).exception();
        }
        return left;
    }

    /** Cordons a host because a guest is fenced. Part of the transaction that fences the guest, after the orders of that transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void fence(UUID host, UUID conflict, String guest) {
        String name = take(host);
        FenceRow row = fences.saveAndFlush(new FenceRow(conflict, host, guest));
        timeline.add(host, "host-cordoned", Timeline.MANAGER, name + " gets no more assignments: " + row.fence());
    }

    /** Ends the cordon of a fence. Part of the transaction that unfences the conflict. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void unfence(UUID host, UUID conflict, String actor, String why) {
        String name = take(host);
        if (fences.end(conflict) == 1) {
            sayLifted(host, name, of(host), actor, why);
        }
    }

    /** Ends the fences of a removed host, whose conflicts have ended. Part of the transaction that removes the host. */
    @EventListener
    void removed(HostRemoved removed) {
        fences.endAll(removed.host());
    }

    private String take(UUID host) {
        if (hosts.take(host) != 1) {
            throw new IllegalStateException("Host " + host + " is not stored");
        }
        return hosts.name(host);
    }

    private void sayLifted(UUID host, String name, Cordon left, String actor, String why) {
        if (left.stands()) {
            timeline.add(
                    host, "host-stays-cordoned", actor, why + ". " + name + " stays cordoned by " + left.sources());
        } else {
            timeline.add(host, "host-uncordoned", actor, name + " gets assignments again: " + why);
        }
    }

    private static Problem fenced(String name, Cordon cordon) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "fenced",
                        "Only a repair ends the cordon of a fence",
                        "No operator has cordoned " + name + ": " + cordon.text(),
                        "Repair the host, then " + cordon.unfence() + ".")
                .with("fences", cordon.conflicts());
    }
}
