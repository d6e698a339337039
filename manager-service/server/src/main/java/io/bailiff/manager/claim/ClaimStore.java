// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.host.Hosts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;
import tools.jackson.databind.json.JsonMapper;

/** The claims in the database, with their groups and conflicts. */
@Component
public class ClaimStore {

    private final ClaimRows rows;
    private final ClaimedGroupRows groups;
    private final Hosts hosts;
    private final Orders orders;
    private final JsonMapper json;
    private final IdGenerator ids;

    ClaimStore(ClaimRows rows, ClaimedGroupRows groups, Hosts hosts, Orders orders, JsonMapper json, IdGenerator ids) {
        this.rows = rows;
        this.groups = groups;
        this.hosts = hosts;
        this.orders = orders;
        this.json = json;
        this.ids = ids;
    }

    /** Stores an operator's claim on a function of a group, as a part of the group's conflict. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(
            UUID host,
            PciAddress function,
            Claim.ByOperator operator,
            Instant madeAt,
            GroupFingerprint group,
            UUID conflict) {
        ClaimRow row = new ClaimRow();
        row.id = ids.generateId();
        row.hostId = host;
        row.address = function.toString();
        row.reason = operator.reason();
        row.claimedBy = operator.by();
        row.remoteAddress = operator.remoteAddress();
        row.madeAt = madeAt;
        row.recordedAt = madeAt;
        rows.save(row);
        groups.save(new ClaimedGroupRow(row.id, group, conflict));
    }

    /** Stores the groups of new claims. Called once all new claims are saved, so the rows of each table are written together. */
    void addGroups(List<Claim> made) {
        made.forEach(claim ->
                claim.groups().forEach(on -> groups.save(new ClaimedGroupRow(claim.id(), on.group(), on.conflict()))));
    }

    /** Locks a claim and returns true if the claim still waits. The claim then keeps waiting until the end of the transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean keepWaiting(UUID claim) {
        return rows.keepWaiting(claim) == 1;
    }

    /** Records that a claim has become a part of a conflict on the given group. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void became(UUID claim, GroupFingerprint group, UUID conflict) {
        groups.findById(new ClaimedGroupKey(claim, group.value())).orElseThrow().conflictId = conflict;
    }

    /** Orders the agent to refuse the conflict's claims that still wait on the host. Part of the transaction that ends the conflict. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refuseWaiting(UUID conflict, String why) {
        of(conflict).stream()
                .filter(Claim::waits)
                .forEach(claim ->
                        orders.refuse(claim.host(), claim.onHost().orElseThrow().claim(), why));
    }

    /** Returns true if the manager has ordered the refusal of the claim. The claim may still wait until its agent receives the order. */
    @Transactional(readOnly = true)
    public boolean isRefused(Claim claim) {
        return claim.onHost()
                .filter(told -> orders.refuses(claim.host(), told.claim()))
                .isPresent();
    }

    /**
     * Returns true if a claim of an unidentified process repeats the claim of an identified process. The guard reports a change of an override
     * with the writer; later, the guard's survey finds the same change without a writer, and reports a claim again.
     */
    @Transactional(readOnly = true)
    public boolean isFoundAgain(Claim claim) {
        Optional<Claim.OnHost> found = claim.onHost()
                .filter(told -> told.kind() == ClaimReport.Kind.OVERRIDE && told.claimant() == null)
                .filter(told -> !told.status().waits());
        String function = claim.function();
        if (found.isEmpty() || function == null) {
            return false;
        }
        ClaimRow row = rows.findById(claim.id()).orElseThrow();
        return rows
                .overridesOf(
                        claim.host(), function, String.valueOf(row.bootId), claim.madeAt(), claim.id(), Limit.of(1))
                .stream()
                .anyMatch(earlier -> earlier.claimant != null
                        && earlier.status == found.get().status()
                        && found.get().what().equals(earlier.what));
    }

    @Transactional(readOnly = true)
    public Optional<Claim> find(UUID id) {
        return rows.findById(id).map(this::of);
    }

    /** Converts a row to a claim; reads the groups of the claim. */
    Claim of(ClaimRow row) {
        return of(row, groups.of(row.id).stream().map(ClaimedGroupRow::onGroup).toList());
    }

    /** Converts a row to a claim on the given groups. */
    Claim of(ClaimRow row, List<Claim.OnGroup> on) {
        return new Claim(
                row.id, row.hostId, row.address, origin(row, hosts.name(row.hostId)), on, row.madeAt, row.recordedAt);
    }

    /** Returns the claims in a conflict, in the order of their recording. */
    @Transactional(readOnly = true)
    public List<Claim> of(UUID conflict) {
        Map<ClaimRow, List<Claim.OnGroup>> on = rows.inConflict(conflict).stream()
                .collect(Collectors.groupingBy(
                        ClaimRows.OnGroup::claim,
                        LinkedHashMap::new,
                        Collectors.mapping(each -> each.group().onGroup(), Collectors.toList())));
        return on.entrySet().stream()
                .map(claim -> of(claim.getKey(), claim.getValue()))
                .toList();
    }

    /**
     * Returns the functions that the host has wanted since a conflict was opened, as far as claims name functions. An opener of a driver's
     * {@code unbind} file names no function. The next claim of the same claimant, made after the let-through, does.
     */
    @Transactional(readOnly = true)
    public List<PciAddress> functionsWanted(UUID conflict, UUID host, GroupFingerprint group, Instant openedAt) {
        return Stream.concat(
                        rows.functionsInConflict(conflict).stream(),
                        rows.functionsOnGroup(host, group.value(), openedAt).stream())
                .distinct()
                .sorted()
                .map(PciAddress::parse)
                .toList();
    }

    private Claim.Origin origin(ClaimRow row, String host) {
        if (row.hostClaimId == null) {
            return new Claim.ByOperator(row.reason, row.claimedBy, String.valueOf(row.remoteAddress));
        }
        Claimant claimant = row.claimant == null ? null : json.readValue(row.claimant, Claimant.class);
        return new Claim.OnHost(
                row.hostClaimId,
                Objects.requireNonNull(row.kind),
                row.file,
                String.valueOf(row.what),
                claimant,
                ClaimantDescription.who(claimant, host),
                Objects.requireNonNull(row.status),
                String.valueOf(row.message),
                Objects.requireNonNull(row.since));
    }
}
