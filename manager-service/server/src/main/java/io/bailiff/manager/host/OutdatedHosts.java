// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.home.Home;
import io.bailiff.manager.home.HomeUnusableException;
import io.bailiff.manager.home.RestoreMark;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The hosts whose record is outdated: the database is an older copy, and the agents have carried out later orders. An outdated host gets no
 * orders and no steps. Its revision is above every revision that its agent can know.
 */
@Component
public class OutdatedHosts {

    private static final Logger LOG = LoggerFactory.getLogger(OutdatedHosts.class);

    /**
     * Revisions continue at the seconds since 1970, times this number. No manager makes as many revisions in a second, so the revisions after
     * a restore are above the revisions before, also after a second restore of the same backup. The values stay below 2^53, for JSON.
     */
    private static final int REVISIONS_IN_A_SECOND = 1 << 20;

    /** A higher revision is no revision of a manager. */
    private static final long HIGHEST = 1L << 53;

    private final Set<UUID> held = ConcurrentHashMap.newKeySet();
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Timeline timeline;
    private final Home home;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    OutdatedHosts(
            JdbcTemplate jdbc,
            TransactionTemplate transactions,
            Timeline timeline,
            Home home,
            Clock clock,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.timeline = timeline;
        this.home = home;
        this.clock = clock;
        this.events = events;
    }

    /** The reason why a record is outdated. */
    public enum Cause {
        /** The command {@code restore} has restored a backup. */
        RESTORED,
        /** The agent knows a higher revision than the database: the database was replaced by other means. */
        HIGHER_REVISION
    }

    /**
     * A host with an outdated record.
     *
     * @param epoch the number of answers so far
     */
    public record Outdated(UUID host, Cause cause, Instant since, long epoch) {}

    /** Reads the mark of a restore, before any step begins and before any agent is answered. */
    @PostConstruct
    void takeUp() {
        try {
            Optional<RestoreMark> mark = RestoreMark.read(home.folder());
            mark.ifPresent(restore -> transactions.executeWithoutResult(transaction -> restored(restore)));
            RestoreMark.remove(home.folder());
        } catch (IOException e) {
            throw new HomeUnusableException(
                    "The mark of a restore cannot be read or removed: " + e,
                    "Make the home folder writable for the manager's user, or restore the backup again.",
                    e);
        }
        held.addAll(jdbc.queryForList("select host_id from outdated_host", UUID.class));
    }

    private void restored(RestoreMark mark) {
        if (count("select count(*) from restore where id = ?", mark.id()) > 0) {
            return;
        }
        jdbc.update(
                "insert into restore (id, backup_at, restored_at) values (?, ?, ?)",
                mark.id(),
                mark.backupAt().atOffset(ZoneOffset.UTC),
                now());
        List<UUID> fleet = jdbc.queryForList("select id from host where removed_at is null", UUID.class);
        for (UUID host : fleet) {
            raise(host, 0);
            hold(host, Cause.RESTORED, "A backup of " + mark.backupAt() + " was restored");
        }
        LOG.warn(
                "backup restored backupAt={} hosts={}: each host gets orders again when its agent has reported and operators have"
                        + " answered all differences",
                mark.backupAt(),
                fleet.size());
    }

    private long count(String query, Object... values) {
        Long count = jdbc.queryForObject(query, Long.class, values);
        return count == null ? 0 : count;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    /** Raises the revision of a host above {@code seen}. Returns false if the host has a higher revision already. */
    private boolean raise(UUID host, long seen) {
        long next = Math.max(clock.instant().getEpochSecond() * REVISIONS_IN_A_SECOND, seen + 1);
        return jdbc.update(
                        "update host set revision = ? where id = ? and revision < ?",
                        next,
                        host,
                        seen == 0 ? next : seen)
                == 1;
    }

    /** Returns false if the record of the host is outdated already. */
    private boolean hold(UUID host, Cause cause, String why) {
        if (count("select count(*) from outdated_host where host_id = ?", host) > 0) {
            return false;
        }
        jdbc.update(
                "insert into outdated_host (host_id, cause, begun_at, epoch) values (?, ?, ?, 0)",
                host,
                cause.name(),
                now());
        timeline.add(
                host,
                "record-outdated",
                Timeline.MANAGER,
                why
                        + ". The host gets no orders before operators have answered the differences between host and record");
        return true;
    }

    /**
     * Compares the highest revision that an agent has accepted with the record. A higher revision than the record's makes the record
     * outdated.
     */
    public void known(UUID host, long revision) {
        if (revision <= 0 || revision > HIGHEST || revision <= revision(host)) {
            return;
        }
        // First, so that no poll is answered with the raised revision.
        held.add(host);
        boolean outdated = Boolean.TRUE.equals(transactions.execute(transaction -> raise(host, revision)
                && hold(
                        host,
                        Cause.HIGHER_REVISION,
                        "The agent knows the revision " + revision + ", and the record does not")));
        if (outdated) {
            LOG.warn(
                    "record outdated host={} revision={}: the database is an older copy; the host gets no orders before operators have"
                            + " answered the differences",
                    host,
                    revision);
        } else if (of(host).isEmpty()) {
            held.remove(host);
        }
    }

    /** A host that leaves the fleet has no differences to answer. */
    @EventListener
    void forget(HostRemoved removed) {
        delete(removed.host());
        afterCommit(() -> held.remove(removed.host()));
    }

    private void delete(UUID host) {
        jdbc.update("delete from outdated_host_kept where host_id = ?", host);
        jdbc.update("delete from outdated_host where host_id = ?", host);
    }

    private static void afterCommit(Runnable work) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                work.run();
            }
        });
    }

    private long revision(UUID host) {
        return jdbc.queryForList("select revision from host where id = ?", Long.class, host).stream()
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Returns true if the host gets no orders and no steps. */
    public boolean isOutdated(UUID host) {
        return held.contains(host);
    }

    /** Returns true if any host is outdated. */
    public boolean any() {
        return !held.isEmpty();
    }

    /** Returns the outdated record of a host; empty if the host gets orders. */
    @Transactional(readOnly = true)
    public Optional<Outdated> of(UUID host) {
        return Optional.ofNullable(of(List.of(host)).get(host));
    }

    /** Returns the outdated records of the hosts of a page, by host. Hosts that get orders are left out. */
    @Transactional(readOnly = true)
    public Map<UUID, Outdated> of(List<UUID> hosts) {
        if (hosts.isEmpty()) {
            return Map.of();
        }
        String marks = String.join(", ", Collections.nCopies(hosts.size(), "?"));
        return jdbc
                .query(
                        "select host_id, cause, begun_at, epoch from outdated_host where host_id in (" + marks + ")",
                        (row, number) -> new Outdated(
                                row.getObject(1, UUID.class),
                                Cause.valueOf(row.getString(2)),
                                row.getObject(3, OffsetDateTime.class).toInstant(),
                                row.getLong(4)),
                        hosts.toArray())
                .stream()
                .collect(Collectors.toMap(Outdated::host, found -> found));
    }

    /** Returns the ids of all outdated hosts. */
    public List<UUID> all() {
        return List.copyOf(held);
    }

    /** Returns the assignments that operators have decided to keep as recorded. */
    @Transactional(readOnly = true)
    public Set<UUID> kept(UUID host) {
        return Set.copyOf(
                jdbc.queryForList("select assignment_id from outdated_host_kept where host_id = ?", UUID.class, host));
    }

    /** Stores that an operator keeps an assignment as recorded; part of an answer. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UUID host, UUID assignment) {
        jdbc.update("insert into outdated_host_kept (host_id, assignment_id) values (?, ?)", host, assignment);
    }

    /**
     * Counts an answer, and locks the outdated record until the end of the transaction.
     *
     * @return false if another answer was first: the caller has to compare again
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean answer(Outdated seen) {
        return jdbc.update(
                        "update outdated_host set epoch = epoch + 1 where host_id = ? and epoch = ?",
                        seen.host(),
                        seen.epoch())
                == 1;
    }

    /**
     * Ends the outdated record of a host: the host gets orders again after the commit.
     *
     * @return false if another answer was first
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean end(Outdated seen) {
        if (!answer(seen)) {
            return false;
        }
        delete(seen.host());
        timeline.add(
                seen.host(), "record-current", Timeline.MANAGER, "Host and record agree: the host gets orders again");
        events.publishEvent(new RecordCurrent(seen.host()));
        afterCommit(() -> {
            held.remove(seen.host());
            LOG.info("record current again host={} since={}: the host gets orders", seen.host(), seen.since());
        });
        return true;
    }
}
