// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import io.bailiff.manager.retention.Removal.Part;
import java.util.List;

/**
 * The removals in their order: what refers to a row goes before the row. Live things are no candidates, and nothing that a live thing
 * refers to: open conflicts, waiting claims, waiting restorations, fences, and all that these are about.
 */
final class Removals {

    /**
     * A claim that the host's agent may report again: the agent repeats an ended claim until the manager has acknowledged the end. A claim
     * that was removed too early would be taken for a new claim. A compressed report is not searched: then a claim counts as reported until
     * a day after its end.
     */
    private static final String REPORTED = "exists (select 1 from host_inventory i where i.host_id = %1$s.host_id"
            + " and (i.report like '%%' || cast(%1$s.host_claim_id as varchar(36)) || '%%'"
            + " or (i.report like 'gzip:%%' and %1$s.since > i.received_at - interval '1' day)))";

    private static final String OLD_CONFLICT = "c.live_group is null and c.state_since <= :conflicts"
            + " and not exists (select 1 from restoration w where w.conflict_id = c.id and w.state = 'WAITING')"
            + " and not exists (select 1 from host_fence f where f.conflict_id = c.id)"
            + " and not exists (select 1 from claim_group lg join claim lk on lk.id = lg.claim_id"
            + " where lg.conflict_id = c.id and (lk.status in ('HELD', 'STANDING') or " + String.format(REPORTED, "lk")
            + "))";

    private static final String OLD_ASSIGNMENT = "a.live_group is null and a.state_since <= :assignments"
            + " and not exists (select 1 from conflict c where c.assignment_id = a.id)"
            + " and not exists (select 1 from restoration w where w.assignment_id = a.id)"
            + " and not exists (select 1 from restoration s where s.restored_by = a.id)";

    private static final Removal CLAIMS_IN_CONFLICTS = new Removal(
            "claim",
            "id",
            "select distinct g.claim_id from conflict c join claim_group g on g.conflict_id = c.id where "
                    + OLD_CONFLICT
                    + " and not exists (select 1 from claim_group og join conflict oc on oc.id = og.conflict_id"
                    + " where og.claim_id = g.claim_id and (oc.live_group is not null or oc.state_since > :conflicts))",
            List.of(Part.of("claim_group", "claim_id")));

    private static final Removal OTHER_CLAIMS = new Removal(
            "claim",
            "id",
            "select k.id from claim k where k.recorded_at <= :claims"
                    + " and (k.status is null or k.status not in ('HELD', 'STANDING'))"
                    + " and not exists (select 1 from claim_group g where g.claim_id = k.id and g.conflict_id is not null)"
                    + " and not " + String.format(REPORTED, "k") + " order by k.recorded_at",
            List.of(Part.of("claim_group", "claim_id")));

    private static final Removal RECORD_OF_CONFLICTS = new Removal(
            "record_entry",
            "id",
            "select r.id from conflict c join record_entry r on r.conflict_id = c.id where " + OLD_CONFLICT,
            List.of());

    private static final Removal RESTORATIONS = new Removal(
            "restoration",
            "assignment_id",
            "select r.assignment_id from conflict c join restoration r on r.conflict_id = c.id where " + OLD_CONFLICT,
            List.of());

    private static final Removal CONFLICTS = new Removal(
            "conflict",
            "id",
            "select c.id from conflict c where " + OLD_CONFLICT
                    + " and not exists (select 1 from claim_group g where g.conflict_id = c.id)"
                    + " and not exists (select 1 from record_entry r where r.conflict_id = c.id)"
                    + " and not exists (select 1 from restoration r where r.conflict_id = c.id)"
                    + " order by c.state_since",
            List.of(Part.of("conflict_rung", "conflict_id")));

    private static final Removal RECORD_OF_ASSIGNMENTS = new Removal(
            "record_entry",
            "id",
            "select r.id from assignment a join record_entry r on r.assignment_id = a.id where " + OLD_ASSIGNMENT,
            List.of());

    private static final Removal ASSIGNMENTS = new Removal(
            "assignment",
            "id",
            "select a.id from assignment a where " + OLD_ASSIGNMENT
                    + " and not exists (select 1 from record_entry r where r.assignment_id = a.id)"
                    + " order by a.state_since",
            List.of(
                    Part.of("assignment_function", "assignment_id"),
                    Part.of("assignment_member", "assignment_id"),
                    Part.of("assignment_interruption", "assignment_id"),
                    new Part("ladder_policy", "scope", "assignment/")));

    private static final Removal RECORD_OF_HOSTS = new Removal(
            "record_entry",
            "id",
            "select r.id from record_entry r where r.assignment_id is null and r.conflict_id is null and r.at <= :record"
                    + " order by r.at",
            List.of());

    private static final Removal JOIN_TOKENS = new Removal(
            "join_token",
            "id",
            "select t.id from join_token t where t.expires_at <= :tokens order by t.expires_at",
            List.of());

    private static final Removal CERTIFICATES = new Removal(
            "host_certificate",
            "id",
            "select e.id from host_certificate e where e.ends_at <= :certificates order by e.ends_at",
            List.of());

    static final List<Removal> ALL = List.of(
            CLAIMS_IN_CONFLICTS,
            OTHER_CLAIMS,
            RECORD_OF_CONFLICTS,
            RESTORATIONS,
            CONFLICTS,
            RECORD_OF_ASSIGNMENTS,
            ASSIGNMENTS,
            RECORD_OF_HOSTS,
            JOIN_TOKENS,
            CERTIFICATES);

    private Removals() {}
}
