// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.manager.api.Page;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.page.NewestFirst;
import io.bailiff.manager.page.PageRequest;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads several claims at once, for lists. The number of statements does not depend on the number of claims. */
@Component
public class ClaimReads {

    private static final String FIRST_OF_EACH = """
            select conflict_id, claim_id, total
              from (select s.conflict_id, s.claim_id,
                           row_number() over (partition by s.conflict_id order by c.recorded_at, c.made_at, c.id) as place,
                           count(*) over (partition by s.conflict_id) as total
                      from claim_group s join claim c on c.id = s.claim_id
                     where s.conflict_id in (:conflicts)) numbered
             where place <= :most
             order by conflict_id, place
            """;

    private final EntityManager entities;
    private final NamedParameterJdbcTemplate jdbc;
    private final ClaimRows rows;
    private final ClaimedGroupRows groups;
    private final ClaimStore store;
    private final Hosts hosts;

    ClaimReads(
            EntityManager entities,
            NamedParameterJdbcTemplate jdbc,
            ClaimRows rows,
            ClaimedGroupRows groups,
            ClaimStore store,
            Hosts hosts) {
        this.entities = entities;
        this.jdbc = jdbc;
        this.rows = rows;
        this.groups = groups;
        this.store = store;
        this.hosts = hosts;
    }

    /**
     * The first claims in a conflict.
     *
     * @param first the claims in the order of their recording
     * @param total the number of all claims in the conflict
     */
    public record InConflict(List<Claim> first, int total) {

        public InConflict {
            first = List.copyOf(first);
        }
    }

    /**
     * Returns a page of the claims, the newest first.
     *
     * @param host the only host of interest, or null for all hosts
     * @param conflict the only conflict of interest, or null for all claims
     */
    @Transactional(readOnly = true)
    public Page<Claim> page(@Nullable UUID host, @Nullable UUID conflict, PageRequest page) {
        List<ClaimRow> found = NewestFirst.of(ClaimRow.class, "recordedAt", "id")
                .having("hostId", host)
                .where(
                        "r.id in (select g.key.claimId from ClaimedGroupRow g where g.conflictId = :conflict)",
                        "conflict",
                        conflict)
                .read(entities, page);
        Page<ClaimRow> part = page.page(found, NewestFirst.position(row -> row.recordedAt, ClaimRow::getId));
        return part.with(claims(part.items()));
    }

    /** Returns the first claims of each conflict, at most the given number, by the conflicts' ids. */
    @Transactional(readOnly = true)
    public Map<UUID, InConflict> firstOfEach(Collection<UUID> conflicts, int most) {
        if (conflicts.isEmpty()) {
            return Map.of();
        }
        Map<UUID, List<UUID>> first = new HashMap<>();
        Map<UUID, Integer> totals = new HashMap<>();
        jdbc.query(FIRST_OF_EACH, Map.of("conflicts", conflicts, "most", most), row -> {
            UUID conflict = row.getObject(1, UUID.class);
            first.computeIfAbsent(conflict, any -> new ArrayList<>()).add(row.getObject(2, UUID.class));
            totals.put(conflict, row.getInt(3));
        });
        Set<UUID> wanted = first.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        Map<UUID, Claim> read =
                claims(rows.findByIdIn(wanted)).stream().collect(Collectors.toMap(Claim::id, Function.identity()));
        return conflicts.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        conflict -> new InConflict(
                                first.getOrDefault(conflict, List.of()).stream()
                                        .flatMap(claim -> Stream.ofNullable(read.get(claim)))
                                        .toList(),
                                totals.getOrDefault(conflict, 0))));
    }

    private List<Claim> claims(List<ClaimRow> found) {
        List<UUID> ids = found.stream().map(row -> row.id).toList();
        Map<UUID, List<Claim.OnGroup>> on = groups.ofAll(ids).stream()
                .collect(Collectors.groupingBy(
                        row -> row.key.claimId(), Collectors.mapping(ClaimedGroupRow::onGroup, Collectors.toList())));
        hosts.prefetch(found, row -> row.hostId);
        return found.stream()
                .map(row -> store.of(row, on.getOrDefault(row.id, List.of())))
                .toList();
    }
}
