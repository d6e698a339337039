// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.GuestEvent;
import io.bailiff.agent.sim.GuestException;
import io.bailiff.agent.sim.GuestTimings;
import io.bailiff.agent.sim.ManualClock;
import io.bailiff.agent.sim.SimGuests;
import io.bailiff.testing.schedule.RuleBroken;
import io.bailiff.testing.schedule.ScheduleRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is not the manager: a host with two groups, two guests, other processes, its libvirt and its agent, the network between,
 * operators; and the faults that are in force. It writes down what happens, in words.
 */
final class World implements Boundaries {

    static final String HOST = "host-a";

    /** A slow guest does what it was asked for only when the schedule has it do so. */
    private static final GuestTimings GUESTS =
            new GuestTimings(Duration.ZERO, Duration.ofDays(1), Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final ManagerInHand manager;
    private final WorldGroup nic = new WorldGroup("the NIC", 7, "0000:02:01.0", "0000:02:01.1");
    private final WorldGroup nvme = new WorldGroup("the NVMe", 8, "0000:03:00.0");
    private final ManualClock clock = new ManualClock();
    private final WorldProcesses processes = new WorldProcesses(this);
    private final SimGuests simulation = new SimGuests(HOST, processes, GUESTS, clock);
    private final WorldGuest web = new WorldGuest(simulation, "web1", new UUID(1, 1));
    private final WorldGuest db = new WorldGuest(simulation, "db1", new UUID(1, 2));
    private final WorldHypervisor libvirt = new WorldHypervisor(this, simulation);
    private final WorldAgent agent;
    private final Faults faults = new Faults(this);
    private final Rules rules;
    private final List<String> story = new ArrayList<>();
    private final List<WorldClaim> everyClaim = new ArrayList<>();

    /** Answers to polls, and reports, that are on their way. */
    final List<DesiredState> answers = new ArrayList<>();

    final List<SentReport> reports = new ArrayList<>();

    private final Map<String, SentReport> everyReport = new HashMap<>();
    private long ticks;
    private long told;
    private int ids;
    private @Nullable UUID host;

    /**
     * A report on its way.
     *
     * @param madeAt counts what has happened
     * @param open the groups that were open in truth when it was made
     */
    record SentReport(HostReport report, long madeAt, List<WorldGroup> open) {}

    World(ManagerInHand manager) {
        this.manager = manager;
        manager.beginAnew(this, libvirt);
        this.agent = new WorldAgent(this);
        this.rules = new Rules(this);
        host = manager.link().join(HOST);
        manager.restart();
        started(web, Map.of());
        started(db, Map.of());
        talk();
    }

    ManagerInHand manager() {
        return manager;
    }

    Rules rules() {
        return rules;
    }

    Faults faults() {
        return faults;
    }

    WorldHypervisor libvirt() {
        return libvirt;
    }

    WorldAgent agent() {
        return agent;
    }

    UUID host() {
        if (host == null) {
            throw new IllegalStateException("The host has not joined yet");
        }
        return host;
    }

    /** Empty while the host joins. */
    Optional<UUID> joinedHost() {
        return Optional.ofNullable(host);
    }

    List<WorldGroup> groups() {
        return List.of(nic, nvme);
    }

    WorldGroup group(GroupFingerprint fingerprint) {
        return groups().stream()
                .filter(group -> group.fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow();
    }

    WorldGroup groupOf(String address) {
        return groups().stream().filter(group -> group.has(address)).findFirst().orElseThrow();
    }

    List<WorldGuest> guests() {
        return List.of(web, db);
    }

    Optional<WorldGuest> guest(UUID uuid) {
        return guests().stream().filter(guest -> guest.uuid().equals(uuid)).findFirst();
    }

    Instant wall() {
        return manager.time().now();
    }

    WorldProcesses processes() {
        return processes;
    }

    boolean isOpen(WorldGroup group) {
        return processes.holder(group).isPresent();
    }

    boolean libvirtReachable() {
        return !faults.libvirtAway();
    }

    boolean isUseUnknown() {
        return faults.useUnknown();
    }

    WorldAgent.Moves moves() {
        return faults.moves();
    }

    UUID nextId() {
        ids++;
        return new UUID(0xabcd_0000_0000_0000L + ((long) ids << 32), ids);
    }

    long tick() {
        return ticks;
    }

    /** Something has happened. */
    void tell(String what) {
        ticks++;
        story.add(what);
    }

    ScheduleRun run(Optional<RuleBroken> broken) {
        return new ScheduleRun(broken, List.copyOf(story), rules.records().kinds());
    }

    /** Guests do what they do at once, and the story tells of it. */
    void settle() {
        clock.advance(Duration.ZERO);
        for (GuestEvent event : simulation.events().after(told)) {
            told = event.seq();
            tell(event.name() + ": " + (event.what() == null ? event.type() + " " + event.alias() : event.what()));
        }
    }

    /** From now on libvirt can store a changed definition, or cannot. */
    void definitionsCanBeStored(boolean now) {
        simulation.definitionsCannotBeStored(now ? null : GuestException.Code.REFUSED);
    }

    /** A guest does what it has been asked for, as far as it does such things. */
    void obeys(WorldGuest guest) {
        guest.obey();
        settle();
    }

    void ended(WorldGuest guest) {
        guest.end();
        settle();
    }

    /** Somebody starts it with these devices, by their aliases. */
    void started(WorldGuest guest, Map<String, PciAddress> devices) {
        tell("somebody starts " + guest + " with " + devices.values());
        if (!guest.start(devices, tick())) {
            tell(guest + " does not start: a group is not there for it");
        }
        settle();
    }

    void claims(WorldGroup group, boolean standing) {
        if (!group.isDetached()) {
            tell("a claim on " + group + " goes through: it is with the host");
            return;
        }
        Status status = group.fenced ? Status.DENIED : standing ? Status.STANDING : Status.HELD;
        WorldClaim claim = new WorldClaim(nextId().toString(), group, status, wall());
        agent.add(claim);
        everyClaim.add(claim);
        tell("claim " + claim.id().substring(0, 4) + " on " + group + ": " + status);
    }

    List<WorldClaim> everyClaim() {
        return everyClaim;
    }

    void reboot() {
        tell("the host is booted again");
        guests().forEach(WorldGuest::end);
        groups().forEach(group -> {
            processes.endStranger(group);
            group.idle = false;
            group.state = GroupState.WITH_HOST;
            group.fenced = false;
        });
        agent.reboot();
        everyClaim.removeIf(WorldClaim::waits);
    }

    /** The agent polls, and the answer is on its way. */
    void poll() {
        if (faults.agentAway() || faults.managerDown()) {
            return;
        }
        faults.request("a poll", () -> answers.add(manager.link().desired(host())));
    }

    /** An answer gets to the agent. */
    void hear(DesiredState answer) {
        if (!faults.agentAway()) {
            agent.take(answer);
        }
    }

    /** The agent looks at the host and sends a report. */
    void send() {
        if (!faults.agentAway()) {
            SentReport report = new SentReport(
                    agent.report(),
                    tick(),
                    groups().stream().filter(this::isOpen).toList());
            reports.add(report);
            everyReport.put(Records.sequence(report.report()), report);
        }
    }

    /** The report with this sequence, wherever it is now. */
    @Nullable
    SentReport sent(String sequence) {
        return everyReport.get(sequence);
    }

    /** A report gets to the manager. */
    void arrive(SentReport sent, boolean answerLost) {
        if (faults.managerDown()) {
            return;
        }
        boolean taken = faults.request("a report", () -> manager.link().report(host(), sent.report()));
        if (taken) {
            rules.reportTaken(sent);
            if (!answerLost && !faults.agentAway()) {
                agent.acknowledged(sent.report());
            }
        }
    }

    /** The agent polls, works and reports, and nothing goes wrong that is not wrong already. */
    void talk() {
        int before = answers.size();
        poll();
        if (answers.size() > before) {
            hear(answers.remove(answers.size() - 1));
        }
        if (!faults.agentAway()) {
            agent.work();
        }
        int sent = reports.size();
        send();
        if (reports.size() > sent) {
            arrive(reports.remove(reports.size() - 1), false);
        }
    }

    @Override
    public void at(Place place) {
        if (place == Place.COMMITTED) {
            rules.afterCommit();
        }
        faults.at(place);
        rules.truth().look();
    }

    @Override
    public Commit commit() {
        return faults.commit();
    }

    @Override
    public boolean databaseAway() {
        return faults.databaseAway();
    }
}
