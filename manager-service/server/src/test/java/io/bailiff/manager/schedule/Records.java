// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.HostReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is in the manager's database, whatever the manager says of it. */
final class Records {

    private static final List<String> RUNGS = List.of(
            "REQUESTING",
            "SHUTTING_DOWN",
            "DESTROYING",
            "FENCING",
            "FENCED",
            "RETURNING",
            "RESOLVED",
            "WITHDRAWN",
            "DENIED");

    static final int FENCING = RUNGS.indexOf("FENCING");

    /** The first state that is an end. */
    static final int OVER = RUNGS.indexOf("RESOLVED");

    private static final String ASKS = Stream.of("RELEASE", "SHUTDOWN", "DESTROY")
            .map(rung -> ", (select asked_at from conflict_rung g where g.conflict_id = c.id and g.rung = '" + rung
                    + "') "
                    + rung + "_asked_at, (select asks from conflict_rung g where g.conflict_id = c.id and g.rung = '"
                    + rung + "') " + rung + "_asks")
            .collect(Collectors.joining());

    private final ManagerInHand manager;

    Records(ManagerInHand manager) {
        this.manager = manager;
    }

    record Conflict(
            UUID id,
            UUID assignment,
            UUID target,
            boolean isAboutStranger,
            GroupFingerprint group,
            String state,
            @Nullable String outcome,
            @Nullable String domainInstance,
            int releaseAsks,
            int shutdownAsks,
            int destroyAsks,
            int resumes,
            boolean startOrdered,
            @Nullable String follows,
            boolean held,
            boolean unfenced,
            @Nullable String problem) {

        int rung() {
            return RUNGS.indexOf(state);
        }

        boolean open() {
            return rung() < OVER;
        }

        /** The guest and its domain instance that the rungs act on. */
        String instanceKey() {
            return target + "/" + domainInstance;
        }

        /** Whether it waits for somebody to repair the host. */
        boolean isFenced() {
            return state.equals("FENCED") && !unfenced;
        }
    }

    record Assignment(
            UUID id,
            UUID guest,
            String fingerprint,
            String state,
            @Nullable String from,
            boolean live,
            boolean fenced,
            @Nullable String ending,
            boolean definitionPending,
            @Nullable String problem) {

        boolean isOn(WorldGroup group) {
            return group.fingerprint().value().equals(fingerprint);
        }

        /** Whether it stands without its group, and says so: after a boot the agent could not take it again. */
        boolean isWithoutItsGroup() {
            return state.equals("ACTIVE") && problem != null;
        }

        /** Whether it may be asking the guest itself; a claim may have come while it did. */
        boolean isReleasing() {
            return state.equals("RELEASING") || "RELEASING".equals(from);
        }
    }

    /** Whether the state of this number is a rung, and not an end or the way there. */
    static boolean isRung(int number) {
        return number < RUNGS.indexOf("RETURNING");
    }

    Map<UUID, Conflict> conflicts() {
        Map<UUID, Conflict> all = new LinkedHashMap<>();
        manager.records()
                .query(
                        "select c.*, coalesce(c.stranger_uuid, a.guest_uuid) as target" + ASKS
                                + " from conflict c join assignment a on a.id = c.assignment_id"
                                + " order by c.opened_at, c.id",
                        Records::conflict)
                .forEach(row -> all.put(row.id(), row));
        return all;
    }

    private static Conflict conflict(ResultSet row, int number) throws SQLException {
        return new Conflict(
                row.getObject("id", UUID.class),
                row.getObject("assignment_id", UUID.class),
                row.getObject("target", UUID.class),
                row.getObject("stranger_uuid") != null,
                new GroupFingerprint(row.getString("fingerprint")),
                row.getString("state"),
                row.getString("outcome"),
                row.getString("domain_instance"),
                asks(row, "release"),
                asks(row, "shutdown"),
                asks(row, "destroy"),
                row.getInt("resumes"),
                row.getObject("start_ordered_at") != null,
                row.getString("follows"),
                row.getString("strangers") != null,
                row.getObject("unfenced_at") != null,
                row.getString("problem"));
    }

    /** How often this domain instance has been asked; the count alone is of all domain instances. */
    private static int asks(ResultSet row, String what) throws SQLException {
        return row.getObject(what + "_asked_at") == null ? 0 : Math.max(1, row.getInt(what + "_asks"));
    }

    Map<UUID, Assignment> assignments() {
        Map<UUID, Assignment> all = new LinkedHashMap<>();
        manager.records()
                .query(
                        "select a.*, i.state as interrupted from assignment a left join assignment_interruption i"
                                + " on i.assignment_id = a.id order by a.requested_at, a.id",
                        Records::assignment)
                .forEach(row -> all.put(row.id(), row));
        return all;
    }

    private static Assignment assignment(ResultSet row, int number) throws SQLException {
        return new Assignment(
                row.getObject("id", UUID.class),
                row.getObject("guest_uuid", UUID.class),
                row.getString("fingerprint"),
                row.getString("state"),
                row.getString("interrupted"),
                row.getString("live_group") != null,
                row.getBoolean("fenced"),
                row.getString("ending"),
                row.getBoolean("definition_pending"),
                row.getString("problem"));
    }

    /** The names by which libvirt knows the functions of an assignment. */
    List<String> aliases(UUID assignment) {
        return manager.records()
                .queryForList(
                        "select alias from assignment_function where assignment_id = ?", String.class, assignment);
    }

    /** The restorations that wait, by the assignments that have ended. */
    List<UUID> openRestorations() {
        return manager.records()
                .queryForList(
                        "select assignment_id from restoration where state = 'WAITING' order by began_at, assignment_id",
                        UUID.class);
    }

    /** The restorations that wait, and say no reason. */
    List<UUID> silentRestorations() {
        return manager.records()
                .queryForList(
                        "select assignment_id from restoration where state = 'WAITING' and problem is null",
                        UUID.class);
    }

    /** The policies, for these live assignments. */
    StoredPolicies policies(Optional<UUID> host, List<Assignment> live) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        manager.records().queryForList("select * from ladder_policy").forEach(row -> {
            Map<String, String> values = new LinkedHashMap<>();
            row.forEach((column, value) -> {
                if (value != null) {
                    values.put(column.toLowerCase(Locale.ROOT), value.toString());
                }
            });
            rows.put(String.valueOf(row.get("scope")), values);
        });
        return new StoredPolicies(rows, live, host);
    }

    /** The functions that the guest of an assignment was seen with, and not without since; none if it was not seen with all. */
    List<String> functionsOnRecord(UUID assignment) {
        List<String> all = functions("", assignment);
        List<String> seen = functions(" and given_at is not null and returned_at is null", assignment);
        return seen.containsAll(all) ? seen : List.of();
    }

    private List<String> functions(String which, UUID assignment) {
        return manager.records()
                .queryForList(
                        "select address from assignment_function where assignment_id = ?" + which,
                        String.class,
                        assignment);
    }

    /** The claims in a conflict: by the agent's id those of the host, an operator's by their own. */
    List<String> claimsIn(UUID conflict) {
        return manager.records()
                .queryForList(
                        "select cast(coalesce(c.host_claim_id, c.id) as varchar) from claim_group g"
                                + " join claim c on c.id = g.claim_id where g.conflict_id = ?",
                        String.class,
                        conflict);
    }

    /** What became of the host's claims, by the agent's id. */
    Map<String, String> hostClaims() {
        Map<String, String> all = new LinkedHashMap<>();
        manager.records()
                .query(
                        "select cast(host_claim_id as varchar) id, status from claim where host_claim_id is not null",
                        (ResultSet row, int number) -> all.put(row.getString("id"), row.getString("status")));
        return all;
    }

    /** What the record tells of, each kind once. */
    List<String> kinds() {
        return manager.records().queryForList("select distinct kind from record_entry order by kind", String.class);
    }

    int count(String table) {
        Integer rows = manager.records().queryForObject("select count(*) from " + table, Integer.class);
        return rows == null ? 0 : rows;
    }

    /** Which report the manager goes by. */
    String inventorySequence() {
        return manager
                .records()
                .query(
                        "select agent_start, sequence from host_inventory",
                        (ResultSet row, int number) ->
                                row.getObject("agent_start", java.time.OffsetDateTime.class)
                                                .toInstant() + "/" + row.getLong("sequence"))
                .stream()
                .findFirst()
                .orElse("none");
    }

    /** The same of a report. */
    static String sequence(HostReport report) {
        return report.agentStart().truncatedTo(ChronoUnit.MICROS) + "/" + report.sequence();
    }
}
