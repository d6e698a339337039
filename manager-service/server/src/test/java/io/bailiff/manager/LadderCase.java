// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.manager.DirectHypervisor.Call;
import io.bailiff.manager.conflict.Transition;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One host whose conflict is brought to a transition, where the manager is killed. */
final class LadderCase implements AutoCloseable {

    /** Many cases look at the same time. */
    private static final Duration LOOK = Duration.ofMillis(300);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Transition transition;
    private final KillPoint point;
    private final LadderCourse course;
    private final Traps traps;
    private final Fleet fleet;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable String assignment;
    private @Nullable String conflict;
    private @Nullable String claim;
    private @Nullable String firstInstance;
    private @Nullable JsonNode end;

    LadderCase(RunningManager manager, Transition transition, KillPoint point, Traps traps) {
        this.transition = transition;
        this.point = point;
        this.course = LadderCourse.to(transition);
        this.traps = traps;
        this.fleet = new Fleet(manager);
    }

    /** Returns when all that is to be done before the kill is done. */
    void bring() {
        assignment = fleet.active(NIC_0);
        // Not before: a guest whose process is stopped cannot be given anything.
        guest().behaves(course.guest());
        firstInstance = guest().seen().domainInstance().orElseThrow();
        switch (point) {
            case NEVER -> {}
            case BEFORE_IT_IS_RECORDED, RECORDED_NOT_TAKEN ->
                traps.set(UUID.fromString(fleet.agent().hostId()), transition, point, () -> {
                    fleet.agent().silent(true);
                    stopped.countDown();
                });
            case TAKEN_NOT_SEEN -> {
                if (deed().call() != null) {
                    stopAfter(deed());
                }
            }
        }
        course.begin().accept(this);
        reach();
    }

    private void reach() {
        switch (point) {
            case NEVER -> {
                await(transition.recordKind());
                course.afterwards().accept(this);
            }
            case BEFORE_IT_IS_RECORDED -> {
                await(() -> stopped.getCount() == 0);
                assertThat(recorded()).as("%s is not recorded yet", transition).isFalse();
            }
            case RECORDED_NOT_TAKEN -> {
                await(() -> stopped.getCount() == 0);
                assertThat(recorded()).as("%s is recorded", transition).isTrue();
            }
            case TAKEN_NOT_SEEN -> {
                await(() -> (deed().call() == null || stopped.getCount() == 0)
                        && deed().byTheAgent().test(this));
                assertThat(recorded()).as("%s is recorded", transition).isTrue();
            }
        }
    }

    /** From the deed on nobody in the manager gets to see what has become of the guest. */
    private void stopAfter(LadderCourse.Deed deed) {
        AtomicInteger calls = new AtomicInteger();
        fleet.libvirt().gate(new TestHypervisor.Gate() {
            @Override
            public void before(Call call) {
                if (call == Call.LOOK && calls.get() >= deed.nth()) {
                    Parked.forEver();
                }
                if (call == deed.call()) {
                    calls.incrementAndGet();
                }
            }

            @Override
            public void after(Call call) {
                if (call == deed.call() && calls.get() >= deed.nth()) {
                    stopped.countDown();
                    Parked.forEver();
                }
            }
        });
    }

    /** The manager is there again. */
    LadderCase goOn() {
        fleet.agent().mute(false);
        fleet.agent().silent(false);
        if (point != KillPoint.NEVER) {
            course.afterwards().accept(this);
        }
        return this;
    }

    /** Before the next manager begins. */
    void openGate() {
        fleet.libvirt().gate(TestHypervisor.Gate.OPEN);
    }

    private LadderCourse.Deed deed() {
        return course.deed().orElseThrow();
    }

    LadderCourse course() {
        return course;
    }

    Fleet fleet() {
        return fleet;
    }

    TestGuest guest() {
        return fleet.web();
    }

    /** The domain instance of the guest that the conflict began with. */
    String firstInstance() {
        return Objects.requireNonNull(firstInstance);
    }

    String assignment() {
        return Objects.requireNonNull(assignment);
    }

    String conflict() {
        if (conflict == null) {
            conflict = fleet.awaitTheConflict();
        }
        return conflict;
    }

    /** The conflict when it has come to where it was to end. */
    synchronized JsonNode awaitEnd() {
        if (end == null) {
            end = fleet.awaitConflict(conflict(), course.end());
        }
        return end;
    }

    /** From here on the agent does not tell what it does, if the manager is not to see that. */
    void tellNoMore() {
        if (point == KillPoint.TAKEN_NOT_SEEN) {
            fleet.agent().mute(true);
        }
    }

    void reclaim(int releaseSeconds, int shutdownSeconds) {
        conflict = opened(fleet.reclaim(NIC_0, releaseSeconds, shutdownSeconds));
    }

    /** Lends the guest a second group, and takes it back. */
    void reclaimNvme(int releaseSeconds, int shutdownSeconds) {
        fleet.awaitState(fleet.lendNvme(), "ACTIVE");
        assertThat(opened(fleet.reclaim(Fleet.NVME, releaseSeconds, shutdownSeconds)))
                .isNotEmpty();
    }

    private static String opened(Rest.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return answer.body().get("id").asString();
    }

    void hold() {
        claim = fleet.agent().hold(NIC_0);
    }

    void becomes(ClaimReport.Status status) {
        fleet.agent().becomes(Objects.requireNonNull(claim), status);
    }

    /** Whether every claim that the agent tells of has been refused. */
    boolean allRefused() {
        List<ClaimReport> claims = fleet.agent().claims();
        return !claims.isEmpty() && claims.stream().allMatch(told -> told.status() == ClaimReport.Status.DENIED);
    }

    void policy(Map<String, Object> body) {
        Rest.Answer answer = fleet.rest().put("/api/v1/hosts/" + fleet.host() + "/policy", body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    /** What an operator says; the manager may be killed before it answers. */
    void say(String verb, Map<String, Object> body) {
        Map<String, Object> said = new HashMap<>(body);
        said.put("by", "olga");
        String path = "/api/v1/conflicts/" + conflict() + "/" + verb;
        Rest rest = fleet.rest();
        Thread operator = new Thread(
                () -> {
                    try {
                        rest.post(path, said);
                    } catch (IllegalStateException killed) {
                        // An operator who gets no answer looks whether it was heard.
                    }
                },
                "operator");
        operator.setDaemon(true);
        operator.start();
    }

    /** Says it again if the manager was killed before it was recorded. */
    void repeatIfUnheard(String verb, Map<String, Object> body) {
        if (!recorded()) {
            say(verb, body);
        }
    }

    private boolean recorded() {
        return records(transition.recordKind());
    }

    private boolean records(String kind) {
        return Fleet.kinds(fleet.conflict(conflict())).contains(kind);
    }

    void await(String kind) {
        await(() -> records(kind));
    }

    void await(Callable<Boolean> condition) {
        org.awaitility.Awaitility.await(this.toString())
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .until(condition);
    }

    @Override
    public String toString() {
        return transition + ", " + point + ", on " + fleet.host();
    }

    @Override
    public void close() throws IOException {
        fleet.close();
    }
}
