package io.bailiff.manager.claim;

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
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;
import tools.jackson.databind.json.JsonMapper;

/** The claims in the database, and which of them are in which conflict. */
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

    /** Writes an operator's claim on a function of a group down, as a part of its conflict. */
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

    /** Writes down which groups claims are on that have just been made; after all of them, so that they are written together. */
    void addGroups(List<Claim> made) {
        made.forEach(claim ->
                claim.groups().forEach(on -> groups.save(new ClaimedGroupRow(claim.id(), on.group(), on.conflict()))));
    }

    /** Whether a claim still waits; if it does it goes on waiting for the rest of the transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean keepWaiting(UUID claim) {
        return rows.keepWaiting(claim) == 1;
    }

    /** A claim is in a conflict now, on this group. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void became(UUID claim, GroupFingerprint group, UUID conflict) {
        groups.findById(new ClaimedGroupKey(claim, group.value())).orElseThrow().conflictId = conflict;
    }

    /** Has the agent refuse those on the host that wait because of this conflict. Part of what ends it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refuseWaiting(UUID conflict, String why) {
        of(conflict).stream()
                .filter(Claim::waits)
                .forEach(claim ->
                        orders.refuse(claim.host(), claim.onHost().orElseThrow().claim(), why));
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
    Claim of(ClaimRow row) {
        return of(row, groups.of(row.id).stream().map(ClaimedGroupRow::onGroup).toList());
    }

    /** The same, on these groups. */
    Claim of(ClaimRow row, List<Claim.OnGroup> on) {
        return new Claim(
                row.id, row.hostId, row.address, origin(row, hosts.name(row.hostId)), on, row.madeAt, row.recordedAt);
    }

    /** Those in a conflict, in the order in which they were heard of. */
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
     * The functions that the host has wanted since a conflict was opened, as far as its claims name them: who opens a driver's
     * unbind file names none, and what they do next, when they have been let through, does.
     */
    @Transactional(readOnly = true)
    public List<PciAddress> functionsWanted(UUID conflict, UUID host, GroupFingerprint group, Instant openedAt) {
        return rows.functions(conflict, host, group.value(), openedAt).stream()
                .map(PciAddress::parse)
                .toList();
    }

    /** The newest of a host, or of all; the newest first. */
    @Transactional(readOnly = true)
    public List<Claim> newest(@Nullable UUID host, int limit) {
        Limit most = Limit.of(limit);
        return claims(host == null ? rows.newest(most) : rows.newestOn(host, most));
    }

    private List<Claim> claims(List<ClaimRow> found) {
        List<UUID> ids = found.stream().map(row -> row.id).toList();
        Map<UUID, List<Claim.OnGroup>> on = (ids.size() == 1 ? groups.of(ids.get(0)) : groups.ofAll(ids))
                .stream()
                        .collect(Collectors.groupingBy(
                                row -> row.key.claimId(),
                                Collectors.mapping(ClaimedGroupRow::onGroup, Collectors.toList())));
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
                ClaimantDescription.who(claimant, host),
                Objects.requireNonNull(row.status),
                String.valueOf(row.message),
                Objects.requireNonNull(row.since));
    }
}
