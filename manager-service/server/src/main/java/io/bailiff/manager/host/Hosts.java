// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.manager.api.Page;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/** The hosts that have joined the fleet. */
@Component
public class Hosts {

    private static final Duration WRITTEN_EVERY = Duration.ofSeconds(30);

    private final ConcurrentHashMap<UUID, Instant> seenAt = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<UUID, Instant> writtenAt = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<UUID, String> names = new ConcurrentHashMap<>();
    private final HostRows rows;
    private final HostProperties properties;
    private final IdGenerator ids;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Hosts(HostRows rows, HostProperties properties, IdGenerator ids, Clock clock, ApplicationEventPublisher events) {
        this.rows = rows;
        this.properties = properties;
        this.ids = ids;
        this.clock = clock;
        this.events = events;
    }

    /** Returns all hosts of the fleet in the order of their names. */
    @Transactional(readOnly = true)
    public List<Host> all() {
        return rows.findByRemovedAtIsNullOrderByName().stream().map(this::host).toList();
    }

    /**
     * Returns the host with this id.
     *
     * @throws IllegalStateException if the host does not exist
     */
    @Transactional(readOnly = true)
    public Host get(UUID id) {
        return rows.findById(id)
                .map(this::host)
                .orElseThrow(() -> new IllegalStateException("Host " + id + " is not stored"));
    }

    /** Returns the name of an existing host. The name never changes, so the name is read once and cached. */
    public String name(UUID id) {
        return names.computeIfAbsent(id, any -> get(id).name());
    }

    /**
     * Caches the names of the hosts of things, for {@link #name}. All names that are not cached are read by one statement.
     *
     * @param host returns the host of a thing
     */
    public <T> void prefetch(Collection<T> things, Function<T, UUID> host) {
        Set<UUID> missing =
                things.stream().map(host).filter(id -> !names.containsKey(id)).collect(Collectors.toSet());
        if (!missing.isEmpty()) {
            rows.findByIdIn(missing).forEach(row -> names.put(row.id, row.name));
        }
    }

    /** Returns a page of the hosts of the fleet, in the order of their names. */
    @Transactional(readOnly = true)
    public Page<Host> page(PageRequest page) {
        String after = page.after().isEmpty() ? "" : page.after().get(0);
        List<HostRow> found = rows.findByLiveNameGreaterThanOrderByLiveName(after, Limit.of(page.rowsToRead()));
        Page<HostRow> part = page.page(found, row -> List.of(row.name));
        return part.with(part.items().stream().map(this::host).toList());
    }

    /** Returns the host of the fleet with the given id. Without such a host, returns the host of the fleet with the given name. */
    @Transactional(readOnly = true)
    public Optional<Host> find(String nameOrId) {
        return byId(nameOrId).or(() -> rows.findByLiveName(nameOrId)).map(this::host);
    }

    /** Returns the host of the fleet with the given name. */
    @Transactional(readOnly = true)
    public Optional<Host> named(String name) {
        return rows.findByLiveName(name).map(this::host);
    }

    /** Returns true if the host was part of the fleet and was removed. */
    @Transactional(readOnly = true)
    public boolean isRemoved(UUID id) {
        return rows.countRemoved(id) > 0;
    }

    /**
     * Returns the host in a request's path.
     *
     * @throws io.bailiff.manager.problem.ProblemException 404 if there is no such host
     */
    @Transactional(readOnly = true)
    public Host require(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> Fields.unknown("host", nameOrId).exception());
    }

    /**
     * Returns the host in the path of a request for the record, which outlives the host: a removed host is found by its id.
     *
     * @throws io.bailiff.manager.problem.ProblemException 404 if there never was such a host
     */
    @Transactional(readOnly = true)
    public UUID recorded(String nameOrId) {
        return find(nameOrId)
                .map(Host::id)
                .or(() -> Fields.uuidIn(nameOrId).filter(this::isRemoved))
                .orElseThrow(() -> Fields.unknown("host", nameOrId).exception());
    }

    /**
     * Adds a host to the fleet, in the transaction that records the host's certificate.
     *
     * @throws org.springframework.dao.DataIntegrityViolationException if another transaction has taken the name
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Host joined(String name) {
        HostRow row = fresh(name);
        rows.saveAndFlush(row);
        events.publishEvent(new HostJoined(row.id));
        return host(row);
    }

    /** Notes that a host of the fleet has joined again, in the transaction that records the host's new certificate. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Host joinedAgain(UUID id) {
        HostRow row = rows.findById(id).orElseThrow(() -> new IllegalStateException("Host " + id + " is not stored"));
        row.enrolledAt = clock.instant();
        events.publishEvent(new HostJoined(row.id));
        return host(row);
    }

    /**
     * Takes a host out of the fleet. The host's record stays, and another host may join with the name.
     *
     * @return false if the host is not part of the fleet any more
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean remove(UUID id) {
        boolean removed = rows.remove(id, clock.instant()) == 1;
        if (removed) {
            events.publishEvent(new HostRemoved(id));
        }
        return removed;
    }

    /**
     * Locks the row of a host: until the end of the transaction, the host is neither changed nor removed. The last lock of a transaction.
     *
     * @return false if the host is not part of the fleet any more
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean keep(UUID id) {
        return rows.keep(id) == 1;
    }

    /**
     * Locks the row of a host like {@link #keep}, for an operator's request.
     *
     * @return the name of the host
     * @throws io.bailiff.manager.problem.ProblemException 404 if the host is not part of the fleet any more
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String requireKept(UUID id) {
        String name = name(id);
        if (!keep(id)) {
            throw Fields.unknown("host", name).exception();
        }
        return name;
    }

    /** Records a report of the agent, in memory only: the stored report is the persistent evidence. */
    public void heard(UUID id) {
        seenAt.put(id, clock.instant());
    }

    /**
     * Records a poll of the agent at once in memory. The database gets a poll at most every 30 s, for the next start of the manager: the
     * host's row is busy with new revisions.
     */
    public void seen(UUID id) {
        Instant now = clock.instant();
        seenAt.put(id, now);
        Instant written = writtenAt.get(id);
        if (written == null || Duration.between(written, now).abs().compareTo(WRITTEN_EVERY) >= 0) {
            writtenAt.put(id, now);
            rows.seen(id, now);
        }
    }

    /**
     * Makes the next revision of the host's desired state, in the transaction that changes the desired state. No other transaction can make
     * a revision of the host until this transaction ends.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public long nextRevision(UUID id) {
        if (rows.bumpRevision(id) != 1) {
            throw new IllegalStateException("Host " + id + " is not stored");
        }
        return rows.revision(id);
    }

    private HostRow fresh(String name) {
        HostRow row = new HostRow();
        row.id = ids.generateId();
        row.name = name;
        row.liveName = name;
        row.enrolledAt = clock.instant();
        return row;
    }

    private Optional<HostRow> byId(String text) {
        return Fields.uuidIn(text).flatMap(rows::findById).filter(row -> row.removedAt == null);
    }

    private Host host(HostRow row) {
        Instant known = seenAt.get(row.id);
        Instant seen = known == null ? row.lastSeenAt : known;
        boolean connected =
                seen != null && seen.plus(properties.connectedWithin()).isAfter(clock.instant());
        return new Host(row.id, row.name, row.revision, row.enrolledAt, seen, connected);
    }
}
