// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.certificate.HostKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A host with its agent, which talks to the manager over the real link: polls, does as it is told as far as its groups let it,
 * and reports. It survives the manager's restarts.
 */
public final class FakeAgent implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final String host;
    private final TestHypervisor libvirt;
    private final List<FakeGroup> groups;
    private final Supplier<Rest> manager;
    private final Map<String, OrderOutcome> outcomes = new LinkedHashMap<>();
    private final List<String> operations = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final Map<String, ClaimReport> claims = new LinkedHashMap<>();
    private final List<HealthEvent> health = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final List<HostUnknown> unknowns = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final List<Rest.Answer> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final Thread polls;

    private volatile List<String> problems = List.of();
    private volatile Instant started = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private volatile boolean stopped;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean silent;
    private volatile boolean mute;
    private volatile long pollMillis = 2000;
    private volatile GuardReport guard = guard(true);
    private volatile Executor looks = Runnable::run;
    private volatile String bootId = UUID.randomUUID().toString();
    private volatile @Nullable String hostId;
    private volatile @Nullable HttpClient credential;
    private DesiredState desired = new DesiredState(0, List.of(), List.of(), 0);
    private long applied;
    private long sequence;

    FakeAgent(String host, TestHypervisor libvirt, Supplier<Rest> manager, List<FakeGroup> groups) {
        this.host = host;
        this.libvirt = libvirt;
        this.manager = manager;
        this.groups = groups;
        this.polls = new Thread(this::poll, "fake-agent-" + host);
        this.polls.setDaemon(true);
    }

    /** Joins, reports once, and begins to poll. */
    FakeAgent start() {
        join(false);
        libvirt.onChange(() -> looks.execute(this::lookAgain));
        report();
        polls.start();
        return this;
    }

    private void join(boolean again) {
        Rest rest = manager.get();
        Rest.Answer made = rest.post("/api/v1/join-tokens", Map.of("host", host, "rejoin", again));
        String token = made.body().get("token").asString();
        HostKey key = HostKey.make();
        Rest.Answer grant = rest.as(AgentTlsClient.stranger())
                .post("/agent/v1/join", JoinedHost.request(host, JoinedHost.secret(token), key));
        if (grant.status() != 200) {
            throw new IllegalStateException(host + " did not join: " + grant);
        }
        hostId = grant.body().get("hostId").asString();
        credential = AgentTlsClient.with(
                key.pair().getPrivate(),
                JoinedHost.certificate(grant.body().get("certificate").asString()));
    }

    /** Takes the identity and the state of an agent that an earlier manager knew. */
    void restore(JsonNode stored) {
        silent = true;
        hostId = stored.get("hostId").asString();
        bootId = stored.get("bootId").asString();
        started = Instant.parse(stored.get("agentStart").asString());
        synchronized (this) {
            sequence = stored.get("sequence").asLong();
            applied = stored.get("appliedRevision").asLong();
            for (OrderOutcome outcome : JSON.treeToValue(stored.get("outcomes"), OrderOutcome[].class)) {
                outcomes.put(outcome.operationId(), outcome);
            }
            for (ClaimReport claim : JSON.treeToValue(stored.get("claims"), ClaimReport[].class)) {
                claims.put(claim.id(), claim);
            }
        }
    }

    /** Joins again with an operator's yes, and polls and reports as the agent that it was restored as. */
    void resume() {
        String before = hostId();
        join(true);
        if (!hostId().equals(before)) {
            throw new IllegalStateException(host + " has got another id");
        }
        libvirt.onChange(() -> looks.execute(this::lookAgain));
        silent(false);
        polls.start();
    }

    /** Falls silent, and returns after the last request that was on its way: the manager hears nothing more from the agent. */
    void silence() {
        silent(true);
        await().atMost(Duration.ofSeconds(60)).until(() -> requests.get() == 0);
    }

    /** While it is silent it neither polls nor reports nor does anything. */
    void silent(boolean now) {
        silent = now;
        if (!now) {
            lookAgain();
        }
    }

    /** While it is mute it does as it is told, and does not report it. */
    void mute(boolean now) {
        mute = now;
        if (!now) {
            lookAgain();
        }
    }

    /** The guard of the host fails, or works again; the agent reports this at once. */
    void guardWorks(boolean now) {
        guard = guard(now);
        report();
    }

    /** The kernel of the host is in lockdown. */
    void lockedDown() {
        guard = new GuardReport(
                GuardReport.Policy.HOLD, true, "nothing", List.of(), "The kernel is in lockdown ([integrity])");
        report();
    }

    private static GuardReport guard(boolean working) {
        return new GuardReport(
                GuardReport.Policy.HOLD,
                working,
                "nothing",
                working ? List.of() : List.of("the kernel has no fanotify\nWARN forged line"));
    }

    /**
     * It goes by the clock of a real one: its polls last as long, and whoever changes something on the host does not wait for its
     * report.
     */
    FakeAgent asRealOnes() {
        pollMillis = 30_000;
        looks = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "fake-agent-looks-" + host);
            thread.setDaemon(true);
            return thread;
        });
        return this;
    }

    /** The agent cannot make a finding about functions of the host, and reports this at once. Returns the id of the unknown. */
    String unknown(String text, String... functions) {
        HostUnknown unknown =
                HostUnknown.of(text, Stream.of(functions).map(PciAddress::parse).toList());
        unknowns.add(unknown);
        report();
        return unknown.id();
    }

    /** A function has a defect, which the agent reports at once; the function is refused until an acknowledgement. */
    synchronized HealthEvent defect(String function, HealthEvent.Kind kind) {
        PciAddress address = PciAddress.parse(function);
        HealthEvent event = health.stream()
                .filter(known -> known.function().equals(address) && known.kind() == kind)
                .findFirst()
                .map(known -> known.again(Instant.now(), bootId, "seen\nagain"))
                .orElseGet(() -> HealthEvent.first(address, kind, Instant.now(), bootId, null));
        health.removeIf(known -> known.function().equals(address) && known.kind() == kind);
        health.add(event);
        report();
        return event;
    }

    /** The agent cannot read a part of the host, and reports this at once; null: the agent can read everything. */
    void problem(@Nullable String text) {
        problems = text == null ? List.of() : List.of(text);
        report();
    }

    /** The agent makes all findings again, and reports this at once. */
    void noUnknowns() {
        unknowns.clear();
        report();
    }

    /** The desired state that the agent has taken last. */
    synchronized DesiredState desired() {
        return desired;
    }

    /** The host is booted: its pins are gone, and so are its processes and what its agent knew of orders. */
    void reboot() {
        synchronized (this) {
            bootId = UUID.randomUUID().toString();
            claims.clear();
            groups.forEach(group -> group.lent(false));
        }
        lookAgain();
    }

    /** The agent is started again, and does not know any more what claims there were. */
    void restartWithoutClaims() {
        synchronized (this) {
            started = Instant.now().truncatedTo(ChronoUnit.MICROS);
            sequence = 0;
            claims.clear();
        }
        lookAgain();
    }

    /** Somebody opens the host driver's bind file for this function, and sleeps there. Returns the claim's id. */
    public String hold(String function) {
        return claim(ClaimReport.Kind.BIND, ClaimReport.Status.HELD, function);
    }

    /** The same for several functions, all in one report; returns the claims' ids in order. */
    List<String> holdAll(List<String> functions) {
        List<ClaimReport> held = functions.stream()
                .map(function -> claimOf(
                        UUID.randomUUID().toString(),
                        ClaimReport.Kind.BIND,
                        ClaimReport.Status.HELD,
                        List.of(groupOf(function)),
                        function))
                .toList();
        synchronized (this) {
            held.forEach(claim -> claims.put(claim.id(), claim));
        }
        report();
        return held.stream().map(ClaimReport::id).toList();
    }

    /** All processes that wait give up; after that it does not tell of them any more. */
    void withdrawAll() {
        synchronized (this) {
            List.copyOf(claims.keySet()).forEach(claim -> set(claim, ClaimReport.Status.WITHDRAWN));
        }
        report();
        synchronized (this) {
            claims.clear();
        }
    }

    private GroupFingerprint groupOf(String function) {
        return groups.stream()
                .filter(known -> known.has(function))
                .findFirst()
                .orElseThrow()
                .fingerprint();
    }

    /** Somebody on the host attempts something with this function, and this comes of it. */
    public String claim(ClaimReport.Kind kind, ClaimReport.Status status, String function) {
        return claim(claimOf(UUID.randomUUID().toString(), kind, status, List.of(groupOf(function)), function));
    }

    String claim(ClaimReport claim) {
        synchronized (this) {
            claims.put(claim.id(), claim);
        }
        report();
        return claim.id();
    }

    /** Something has become of a claim. */
    void becomes(String claim, ClaimReport.Status status) {
        synchronized (this) {
            set(claim, status);
        }
        report();
    }

    /** The process is interrupted. */
    public void withdraw(String claim) {
        becomes(claim, ClaimReport.Status.WITHDRAWN);
    }

    /** It does not tell of a claim any more, and has never told of its end. */
    void forget(String claim) {
        synchronized (this) {
            claims.remove(claim);
        }
        report();
    }

    /** The claims that it still tells of. */
    synchronized List<ClaimReport> claims() {
        return List.copyOf(claims.values());
    }

    /** What the manager answered to reports although nothing was wrong with them. */
    List<Rest.Answer> failures() {
        return List.copyOf(failures);
    }

    static ClaimReport claimOf(
            String id,
            ClaimReport.Kind kind,
            ClaimReport.Status status,
            List<GroupFingerprint> groups,
            @Nullable String function) {
        Claimant claimant = new Claimant(
                4711,
                Instant.parse("2026-01-02T03:04:05Z"),
                "bash",
                0,
                1000L,
                List.of(new Claimant.Parent(4700, "sshd: root@pts/0"), new Claimant.Parent(812, "sshd: listener")),
                "/user.slice/user-0.slice/session-3.scope",
                "session-3.scope",
                null);
        return new ClaimReport(
                id,
                kind,
                groups,
                function == null ? null : PciAddress.parse(function),
                "/sys/bus/pci/drivers/e1000/bind",
                "bind a function to e1000",
                claimant,
                status,
                message(status),
                Instant.now(),
                Instant.now());
    }

    private void set(String id, ClaimReport.Status status) {
        claims.computeIfPresent(
                id,
                (same, claim) -> new ClaimReport(
                        id,
                        claim.kind(),
                        claim.groups(),
                        claim.function(),
                        claim.file(),
                        claim.what(),
                        claim.claimant(),
                        status,
                        message(status),
                        claim.madeAt(),
                        Instant.now()));
    }

    private static String message(ClaimReport.Status status) {
        return "The test says " + status;
    }

    /** The ids of the operations that it has begun, in order. */
    List<String> operations() {
        return List.copyOf(operations);
    }

    /** Something has changed on the host: what is wanted of it is tried again, and what came of it reported. */
    public void lookAgain() {
        if (silent || stopped) {
            return;
        }
        synchronized (this) {
            reconcile();
        }
        report();
    }

    private void poll() {
        while (!stopped) {
            try {
                Rest.Answer answer = silent
                        ? null
                        : request(() -> manager.get()
                                .get(
                                        "/agent/v1/hosts/" + hostId + "/desired?waitMillis=" + pollMillis + "&after="
                                                + known(),
                                        credential()));
                if (answer != null && answer.status() == 200) {
                    take(answer.as(DesiredState.class));
                } else if (answer == null || answer.status() != 204) {
                    Thread.sleep(50);
                }
            } catch (IllegalStateException managerAway) {
                pause();
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private Rest.Answer request(Supplier<Rest.Answer> request) {
        requests.incrementAndGet();
        try {
            return request.get();
        } finally {
            requests.decrementAndGet();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long known() {
        return desired.revision();
    }

    private void take(DesiredState wanted) {
        if (silent) {
            return;
        }
        synchronized (this) {
            desired = wanted;
            reconcile();
            applied = wanted.revision();
        }
        report();
    }

    private void reconcile() {
        desired.refusals().forEach(this::refuse);
        health.removeIf(event -> desired.acknowledgedHealth().contains(event.id()));
        for (GroupOrder order : desired.orders()) {
            OrderOutcome known = outcomes.get(order.operationId());
            boolean over = known != null && (known.status() == Status.DONE || known.status() == Status.FAILED);
            if (!over) {
                carryOut(order);
            }
        }
    }

    private void carryOut(GroupOrder order) {
        if (!operations.contains(order.operationId())) {
            operations.add(order.operationId());
        }
        FakeGroup group = groups.stream()
                .filter(known -> known.isOrWas(order.fingerprint()))
                .findFirst()
                .orElseThrow();
        if (order.want() == Want.FENCED) {
            outcome(order, group.fence() ? Status.DONE : Status.STUCK, "bus mastering: Operation not permitted");
            return;
        }
        if (order.want() == Want.WITH_HOST && group.use(libvirt).state() != GroupUse.State.FREE) {
            outcome(order, Status.IN_PROGRESS, "waiting until nobody has it open");
            return;
        }
        boolean back = order.want() == Want.WITH_HOST;
        if (group.isGone() && !(back && group.isLent())) {
            outcome(order, Status.FAILED, "there is no group " + order.fingerprint());
            return;
        }
        if (!back && !group.fingerprint().equals(order.fingerprint())) {
            outcome(order, Status.FAILED, "there is no group " + order.fingerprint());
            return;
        }
        switch (back ? group.reattaching() : group.detaching()) {
            case WORKS -> {
                if (back) {
                    letThrough(group);
                }
                group.owned(order.assignmentId());
                group.lent(!back);
                outcome(order, Status.DONE, "done");
            }
            case FAILS -> outcome(order, Status.FAILED, "the test wants it to fail");
            case STICKS -> {
                group.in(GroupState.MIXED);
                outcome(order, Status.STUCK, "the test wants it to stick");
            }
            case HANGS -> outcome(order, Status.IN_PROGRESS, "the test wants it to hang");
        }
    }

    private void refuse(ClaimRefusal refusal) {
        ClaimReport claim = claims.get(refusal.claimId());
        if (claim != null && claim.status().waits()) {
            set(claim.id(), ClaimReport.Status.DENIED);
        }
    }

    private void letThrough(FakeGroup group) {
        List.copyOf(claims.values()).stream()
                .filter(claim ->
                        claim.status().waits() && claim.groups().stream().anyMatch(group::isOrWas))
                .forEach(claim -> set(claim.id(), ClaimReport.Status.LET_THROUGH));
    }

    private void outcome(GroupOrder order, Status status, String message) {
        outcomes.put(order.operationId(), new OrderOutcome(order.operationId(), status, message, Instant.now()));
    }

    /** What it would report now. */
    synchronized HostReport nextReport() {
        long knew = applied;
        sequence++;
        return new HostReport(
                started,
                sequence,
                Instant.now(),
                bootId,
                "6.1.0-fake",
                ConflictBehaviour.REFUSES,
                groups.stream()
                        .filter(FakeGroup::isReported)
                        .map(group -> group.report(libvirt, health))
                        .toList(),
                List.of(new FunctionReport(
                        PciAddress.parse("0000:05:00.0"),
                        FunctionKind.ENDPOINT,
                        "10de",
                        "1234",
                        "10de",
                        "0001",
                        "030000",
                        null,
                        "nouveau",
                        null,
                        -1,
                        null)),
                List.copyOf(outcomes.values()),
                knew,
                guard,
                List.copyOf(claims.values()),
                problems,
                unknowns,
                desired.answers().stream()
                        .filter(answer -> unknowns.stream().anyMatch(answer::isAbout))
                        .toList(),
                List.copyOf(health));
    }

    void report() {
        if (silent || mute || hostId == null) {
            return;
        }
        try {
            HostReport report = nextReport();
            Rest.Answer answer =
                    request(() -> manager.get().post("/agent/v1/hosts/" + hostId + "/reports", report, credential()));
            if (answer.status() == 204) {
                taken(report);
            } else if (!answer.problem().equals("report-too-old")) {
                failures.add(answer);
            }
        } catch (IllegalStateException managerAway) {
            // The next poll that gets through is followed by a report.
            synchronized (this) {
                desired = new DesiredState(
                        Math.max(0, desired.revision() - 1),
                        desired.orders(),
                        desired.refusals(),
                        0,
                        desired.answers(),
                        desired.acknowledgedHealth());
            }
        }
    }

    /** The manager knows the ends that this report told of. */
    private synchronized void taken(HostReport report) {
        report.claims().stream()
                .filter(claim -> !claim.status().waits())
                .forEach(claim -> claims.remove(claim.id(), claim));
    }

    String hostId() {
        return java.util.Objects.requireNonNull(hostId);
    }

    /** The client with the host's certificate. */
    HttpClient credential() {
        return java.util.Objects.requireNonNull(credential);
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        polls.interrupt();
    }
}
