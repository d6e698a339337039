// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/** The enrolled hosts. */
@Component
public class Hosts {

    private static final Duration WRITTEN_EVERY = Duration.ofSeconds(30);

    private final ConcurrentHashMap<UUID, Instant> seenAt = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<UUID, Instant> writtenAt = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<UUID, String> names = new ConcurrentHashMap<>();
    private final HostRows rows;
    private final Timeline timeline;
    private final HostProperties properties;
    private final IdGenerator ids;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Hosts(
            HostRows rows,
            Timeline timeline,
            HostProperties properties,
            IdGenerator ids,
            Clock clock,
            ApplicationEventPublisher events) {
        this.rows = rows;
        this.timeline = timeline;
        this.properties = properties;
        this.ids = ids;
        this.clock = clock;
        this.events = events;
    }

    /** Returns all hosts in the order of their names. */
    @Transactional(readOnly = true)
    public List<Host> all() {
        return rows.findAllByOrderByName().stream().map(this::host).toList();
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

    /** Returns the host with the given name. Without such a host, returns the host with the given id. */
    @Transactional(readOnly = true)
    public Optional<Host> find(String nameOrId) {
        return rows.findByName(nameOrId).or(() -> byId(nameOrId)).map(this::host);
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

    /** Returns the id of the host with this hash of the agent's credential. */
    @Transactional(readOnly = true)
    public Optional<UUID> byCredential(String credentialHash) {
        return rows.findByCredentialHash(credentialHash).map(HostRow::getId);
    }

    /**
     * Enrols a host, or enrols a known host again: the host keeps its record and gets a new credential.
     *
     * @throws io.bailiff.manager.problem.ProblemException 409 if another machine has the name
     */
    @Transactional
    public Host enrol(Enrolment enrolment, String credentialHash, String remoteAddress) {
        Optional<HostRow> known = rows.findByName(enrolment.name());
        known.ifPresent(row -> requireSameMachine(row, enrolment));
        HostRow row = known.orElseGet(() -> fresh(enrolment));
        row.credentialHash = credentialHash;
        row.libvirtUri = enrolment.libvirtUri();
        row.enrolledAt = clock.instant();
        if (known.isEmpty()) {
            rows.saveAndFlush(row);
        }
        timeline.add(
                row.id,
                "host-enrolled",
                "agent of " + row.name + " at " + remoteAddress,
                known.isEmpty()
                        ? "The manager enrols " + row.name
                        : "The manager enrols " + row.name + " again, with a new credential");
        events.publishEvent(new HostEnrolled(row.id));
        return host(row);
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

    private HostRow fresh(Enrolment enrolment) {
        HostRow row = new HostRow();
        row.id = ids.generateId();
        row.name = enrolment.name();
        row.machineId = enrolment.machineId();
        return row;
    }

    private static void requireSameMachine(HostRow row, Enrolment enrolment) {
        if (!row.machineId.equals(enrolment.machineId())) {
            throw Problem.of(
                            HttpStatus.CONFLICT,
                            "host-name-taken",
                            "Another machine has the host name",
                            "The host \"" + row.name + "\" is enrolled with another machine id",
                            "Start the agent with another host name.")
                    .at("host")
                    .exception();
        }
    }

    private Optional<HostRow> byId(String text) {
        try {
            return rows.findById(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private Host host(HostRow row) {
        Instant known = seenAt.get(row.id);
        Instant seen = known == null ? row.lastSeenAt : known;
        boolean connected =
                seen != null && seen.plus(properties.connectedWithin()).isAfter(clock.instant());
        return new Host(row.id, row.name, row.libvirtUri, row.revision, row.enrolledAt, seen, connected);
    }
}
