package io.bailiff.manager.conflict;

import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.host.Hosts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** The claims in the database, and which of them are in which conflict. */
@Component
class Claims {

    private final ClaimRows rows;
    private final StakeRows stakes;
    private final Hosts hosts;
    private final Orders orders;
    private final JsonMapper json;

    Claims(ClaimRows rows, StakeRows stakes, Hosts hosts, Orders orders, JsonMapper json) {
        this.rows = rows;
        this.stakes = stakes;
        this.hosts = hosts;
        this.orders = orders;
        this.json = json;
    }

    /** Writes an operator's claim down, as a part of its conflict. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(ClaimRow row, GroupFingerprint group, UUID conflict) {
        rows.save(row);
        stakes.save(new StakeRow(row.id, group, conflict));
    }

    /** Writes down which groups claims are on that have just been made; after all of them, so that they are written together. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void addStakes(List<Claim> made) {
        made.forEach(claim -> claim.stakes()
                .forEach(stake -> stakes.save(new StakeRow(claim.id(), stake.group(), stake.conflict()))));
    }

    /** Whether a claim still waits; if it does it goes on waiting for the rest of the transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean keepWaiting(UUID claim) {
        return rows.keepWaiting(claim) == 1;
    }

    /** A claim is in a conflict now, on this group. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void became(UUID claim, GroupFingerprint group, UUID conflict) {
        stakes.findById(new StakeKey(claim, group.value())).orElseThrow().conflictId = conflict;
    }

    /** Has the agent refuse those on the host that wait because of this conflict. Part of what ends it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refuseThoseThatWait(Conflict conflict, String why) {
        of(conflict.id()).stream()
                .filter(Claim::waits)
                .flatMap(claim -> claim.onHost().stream())
                .forEach(told -> orders.refuse(conflict.host(), told.claim(), why));
    }

    /** Whether it has been decided that it is refused, though it may wait until its agent hears of that. */
    @Transactional(readOnly = true)
    public boolean isRefused(Claim claim) {
        return claim.onHost()
                .filter(told -> orders.refuses(claim.host(), told.claim()))
                .isPresent();
    }

    @Transactional(readOnly = true)
    public Optional<Claim> find(UUID id) {
        return rows.findById(id).map(row -> claims(List.of(row)).get(0));
    }

    /** The claim that a row is. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Claim of(ClaimRow row) {
        return of(row, stakes.of(row.id).stream().map(StakeRow::stake).toList());
    }

    /** The same, on these groups. */
    Claim of(ClaimRow row, List<Claim.Stake> on) {
        return new Claim(
                row.id, row.hostId, row.address, origin(row, hosts.name(row.hostId)), on, row.madeAt, row.recordedAt);
    }

    /** Those in a conflict, in the order in which they were heard of. */
    @Transactional(readOnly = true)
    public List<Claim> of(UUID conflict) {
        Map<ClaimRow, List<Claim.Stake>> on = rows.inConflict(conflict).stream()
                .collect(Collectors.groupingBy(
                        ClaimRows.OnGroup::claim,
                        LinkedHashMap::new,
                        Collectors.mapping(each -> each.stake().stake(), Collectors.toList())));
        return on.entrySet().stream()
                .map(claim -> of(claim.getKey(), claim.getValue()))
                .toList();
    }

    /**
     * The functions that the host has wanted since a conflict was opened, as far as its claims name them: who opens a driver's
     * unbind file names none, and what they do next, when they have been let through, does.
     */
    @Transactional(readOnly = true)
    public List<PciAddress> functionsWanted(Conflict conflict) {
        return rows.functions(conflict.id(), conflict.host(), conflict.group().value(), conflict.openedAt()).stream()
                .map(PciAddress::parse)
                .toList();
    }

    /** The newest of a host, or of all; the newest first. */
    @Transactional(readOnly = true)
    public List<Claim> newest(@Nullable UUID host, int limit) {
        Limit most = Limit.of(limit);
        return claims(host == null ? rows.newest(most) : rows.newestOn(host, most));
    }

    /** Whether it is in a conflict that has not ended. */
    @Transactional(readOnly = true)
    public boolean inOpenConflict(UUID claim) {
        return rows.openConflicts(claim) > 0;
    }

    /** Those that wait and are in no open conflict. */
    @Transactional(readOnly = true)
    public List<UUID> unfiled() {
        return rows.unfiled();
    }

    private List<Claim> claims(List<ClaimRow> found) {
        List<UUID> ids = found.stream().map(row -> row.id).toList();
        Map<UUID, List<Claim.Stake>> on = (ids.size() == 1 ? stakes.of(ids.get(0)) : stakes.ofAll(ids))
                .stream()
                        .collect(Collectors.groupingBy(
                                row -> row.key.claimId(), Collectors.mapping(StakeRow::stake, Collectors.toList())));
        return found.stream()
                .map(row -> of(row, on.getOrDefault(row.id, List.of())))
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
                Breadcrumb.who(claimant, host),
                Objects.requireNonNull(row.status),
                String.valueOf(row.message),
                Objects.requireNonNull(row.since));
    }
}
