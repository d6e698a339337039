// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static io.bailiff.manager.Fleet.NVME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.manager.FakeGroup.Move;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What becomes of a claim that somebody makes on the host itself; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class ClaimContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    ClaimContract(TestDatabase database) {
        this.database = database;
    }

    /** A host whose guests have long to let go. */
    private void patient() {
        fleet = new Fleet(Managers.on(database));
    }

    /** A host whose guests are shut down soon. */
    private void hasty() {
        fleet = new Fleet(Managers.hastyOn(database));
    }

    @AfterEach
    void stop() throws IOException {
        fleet.libvirt().gate(TestHypervisor.Gate.OPEN);
        fleet.close();
        assertThat(fleet.agent().failures()).isEmpty();
    }

    @Test
    void aHeldClaimGoesThroughWhenTheGuestHasLetGoAndTheRecordTellsTheWholeStory() {
        patient();
        String id = fleet.active(NIC_0, NIC_1);
        String claim = fleet.agent().hold(NIC_1);
        JsonNode resolved = fleet.awaitConflict(fleet.awaitTheConflict(), "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
        assertThat(fleet.web().running()).isTrue();
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
        assertThat(fleet.web().shutdownRequests()).isZero();
        assertThat(Fleet.kinds(resolved))
                .containsSubsequence(
                        "claim-held",
                        "conflict-opened",
                        "release-asked",
                        "group-free",
                        "reattach-ordered",
                        "claim-let-through",
                        "host-drivers-back",
                        "conflict-resolved")
                .containsOnlyOnce("claim-held", "conflict-opened", "claim-let-through")
                .doesNotContain("eviction-begins", "claim-joined", "problem");
        String who = "bash (process 4711, user 0, logged in as 1000, unit session-3.scope) on " + fleet.host();
        assertThat(Fleet.actor(resolved, "conflict-opened")).isEqualTo(who);
        for (String kind : List.of("claim-held", "claim-let-through")) {
            assertThat(Fleet.actor(resolved, kind)).as(kind).isEqualTo(who);
            assertThat(Fleet.text(resolved, kind)).as(kind).contains("wants to bind a function to e1000", NIC_1);
        }
        assertThat(Fleet.text(resolved, "claim-held"))
                .contains("/sys/bus/pci/drivers/e1000/bind", "by the host's clock");
        JsonNode told = resolved.get("claims").get(0);
        assertThat(told.get("hostClaim").asString()).isEqualTo(claim);
        assertThat(told.get("status").asString()).isEqualTo("LET_THROUGH");
        assertThat(told.get("claimant").get("parents").get(0).get("command").asString())
                .isEqualTo("sshd: root@pts/0");
        assertThat(told.get("who").asString()).isEqualTo(who);
        assertThat(resolved.get("open").asBoolean()).isFalse();
        await().atMost(PATIENCE).until(() -> fleet.agent().claims().isEmpty());
    }

    @Test
    void theReportThatTellsOfClaimsOpensTheConflictsOfTheirGroups() {
        patient();
        fleet.active(NIC_0);
        fleet.awaitState(fleet.lendNvme(), "ACTIVE");
        fleet.agent().holdAll(List.of(NIC_1, NVME));
        // Nobody waits: the report has been answered.
        assertThat(fleet.conflicts()).hasSize(2);
    }

    @Test
    void aGuestThatDoesNotLetGoForAClaimIsShutDown() {
        hasty();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        fleet.agent().hold(NIC_0);
        JsonNode resolved = fleet.awaitConflict(fleet.awaitTheConflict(), "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(fleet.web().running()).isFalse();
        assertThat(fleet.web().shutdownRequests()).isEqualTo(1);
        assertThat(Fleet.kinds(resolved))
                .containsSubsequence("release-asked", "rung-shut-down", "shutdown-asked", "conflict-resolved");
        assertThat(resolved.get("claims").get(0).get("status").asString()).isEqualTo("LET_THROUGH");
    }

    @Test
    void aClaimThatStandsWithoutBeingHeldIsAConflictToo() {
        patient();
        fleet.active(NIC_0);
        fleet.agent().claim(Kind.OVERRIDE, Status.STANDING, NIC_0);
        fleet.awaitConflict(fleet.awaitTheConflict(), "RESOLVED");
    }

    @Test
    void aClaimThatIsWithdrawnWhileTheGuestIsAskedLeavesTheGuestItsDevice() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() >= 1);
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
        fleet.agent().withdraw(claim);
        JsonNode withdrawn = fleet.awaitConflict(conflict, "WITHDRAWN");
        assertThat(Fleet.kinds(withdrawn))
                .containsSubsequence("release-asked", "claim-withdrawn", "conflict-withdrawn", "eviction-called-off");
        assertThat(withdrawn.get("open").asBoolean()).isFalse();
        assertThat(withdrawn.has("resolvedAt")).isFalse();
        assertItIsTheGuestsAgain(id);
        assertThat(Fleet.kinds(fleet.conflict(conflict))).endsWith("guest-has-functions");
        JsonNode assignment = fleet.assignment(id);
        assertThat(assignment.has("ending")).isFalse();
        assertThat(assignment.has("reason")).isFalse();
    }

    @Test
    void aClaimThatIsWithdrawnWhileTheGuestIsShutDownLeavesTheGuestItsDevice() {
        hasty();
        fleet.web().behaves(GuestBehaviour.FIRMWARE);
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        await().atMost(PATIENCE).until(() -> fleet.web().shutdownRequests() == 1);
        assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo("SHUTTING_DOWN");
        fleet.agent().withdraw(claim);
        JsonNode withdrawn = fleet.awaitConflict(conflict, "WITHDRAWN");
        assertThat(Fleet.text(withdrawn, "conflict-withdrawn"))
                .contains("The shutdown request cannot be cancelled", "web1 is running");
        assertItIsTheGuestsAgain(id);
        assertThat(fleet.web().shutdownRequests()).isEqualTo(1);
    }

    /** And stays so: nothing more is asked of the guest. */
    private void assertItIsTheGuestsAgain(String id) {
        fleet.awaitState(id, "ACTIVE");
        int asked = fleet.web().releaseRequests();
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> asked == fleet.web().releaseRequests());
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");
        assertThat(fleet.web().seen().liveDevices()).hasSize(1);
        assertThat(fleet.web().seen().definedDevices()).hasSize(1);
        assertThat(fleet.web().running()).isTrue();
        assertThat(fleet.nic().state()).isEqualTo(GroupState.DETACHED);
    }

    @Test
    void whatTheGuestHasLetGoOfBeforeTheWithdrawalItGetsBack() {
        patient();
        fleet.web().lingering();
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        await().atMost(PATIENCE).until(() -> fleet.web().seen().liveDevices().isEmpty());
        await().atMost(PATIENCE)
                .until(() -> Fleet.kinds(fleet.conflict(conflict)).contains("functions-returned"));
        fleet.agent().withdraw(claim);
        fleet.awaitConflict(conflict, "WITHDRAWN");
        assertItIsTheGuestsAgain(id);
        assertThat(fleet.assignment(id)
                        .get("functions")
                        .get(0)
                        .path("returnedAt")
                        .isNull())
                .isTrue();
        // All as before: it can be given back.
        fleet.web().closeLingering();
        fleet.rest().delete("/api/v1/assignments/" + id);
        await().atMost(PATIENCE).until(() -> fleet.web().seen().liveDevices().isEmpty());
        fleet.web().closeLingering();
        fleet.awaitState(id, "RELEASED");
    }

    @Test
    void whatTheGuestLetsGoOfAfterTheWithdrawalBecauseItWasAskedBeforeItGetsBack() {
        patient();
        String id = withdrawnAfterARequest();
        fleet.web().obeysLate(GuestBehaviour.DEAF);
        await().atMost(PATIENCE).until(() -> Fleet.kinds(fleet.assignment(id)).contains("late-release"));
        assertItIsTheGuestsAgain(id);
        assertThat(Fleet.text(fleet.assignment(id), "late-release")).contains("web1", NIC_0);
    }

    @Test
    void whatIsTakenOutOfALaterRunOfTheGuestIsNotGivenBack() {
        patient();
        String id = withdrawnAfterARequest();
        fleet.web().restartWith(fleet.web().seen().liveDevices());
        fleet.web().losesAll();
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> fleet.web().seen().liveDevices().isEmpty());
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");
    }

    @Test
    void whatIsTakenOutOfAGuestThatWasNeverAskedIsNotGivenBack() {
        patient();
        fleet.libvirt().reachable(true);
        String id = fleet.active(NIC_0);
        fleet.libvirt().reachable(false);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.agent().withdraw(claim);
        fleet.awaitConflict(conflict, "WITHDRAWN");
        fleet.libvirt().reachable(true);
        fleet.awaitState(id, "ACTIVE");
        assertThat(fleet.web().releaseRequests()).isZero();
        fleet.web().restartWith(List.of());
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> fleet.web().seen().liveDevices().isEmpty());
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");
    }

    private String withdrawnAfterARequest() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() >= 1);
        fleet.agent().withdraw(claim);
        fleet.awaitConflict(conflict, "WITHDRAWN");
        fleet.awaitState(id, "ACTIVE");
        return id;
    }

    @Test
    void aGuestThatCannotHaveItsDeviceBackAtOnceGetsItALittleLater() {
        patient();
        fleet.web().lingering();
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        await().atMost(PATIENCE).until(() -> fleet.web().seen().liveDevices().isEmpty());
        fleet.libvirt()
                .refuseAttach(
                        1, new HypervisorException(HypervisorException.Code.REFUSED, "it is still on its way out"));
        fleet.agent().withdraw(claim);
        fleet.awaitConflict(conflict, "WITHDRAWN");
        assertItIsTheGuestsAgain(id);
    }

    @Test
    void oneOfTwoClaimsThatIsWithdrawnDoesNotStopTheOther() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        String first = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.agent().hold(NIC_1);
        await().atMost(PATIENCE)
                .until(() -> fleet.conflict(conflict).get("claims").size() == 2);
        fleet.agent().withdraw(first);
        assertItGoesOn(conflict);
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(resolved.get("claims")
                        .valueStream()
                        .map(claim -> claim.get("status").asString()))
                .containsExactly("WITHDRAWN", "LET_THROUGH");
        assertThat(Fleet.kinds(resolved))
                .doesNotContain("claim-joined")
                .filteredOn("claim-held"::equals)
                .hasSize(2);
    }

    @Test
    void aChangeThatTheGuardFindsAgainIsOneLine() {
        patient();
        String id = fleet.active(NIC_0);
        Claimant writer = FakeAgent.claimOf(UUID.randomUUID().toString(), Kind.BIND, Status.EXEMPT, List.of(), NIC_0)
                .claimant();
        fleet.agent().claim(override("e1000", writer));
        fleet.agent().claim(override("e1000", null));
        assertThat(Fleet.kinds(fleet.assignment(id))).containsOnlyOnce("claim-let-through");
        fleet.agent().claim(override("vfio-pci", null));
        assertThat(Fleet.kinds(fleet.assignment(id)))
                .filteredOn("claim-let-through"::equals)
                .hasSize(2);
        assertThat(fleet.claims()).hasSize(3);
    }

    private ClaimReport override(String driver, @Nullable Claimant claimant) {
        return new ClaimReport(
                UUID.randomUUID().toString(),
                Kind.OVERRIDE,
                List.of(fleet.nic().fingerprint()),
                PciAddress.parse(NIC_0),
                "/sys/bus/pci/devices/" + NIC_0 + "/driver_override",
                "set the driver_override of " + NIC_0 + " to " + driver,
                claimant,
                Status.LET_THROUGH,
                "the group is free",
                Instant.now(),
                Instant.now());
    }

    @Test
    void anOperatorsReclaimStandsAlthoughTheHostsClaimIsWithdrawn() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        Rest.Answer reclaim = fleet.reclaim(NIC_0, null, null);
        assertThat(reclaim.status()).as(reclaim.toString()).isEqualTo(200);
        assertThat(reclaim.body().get("id").asString()).isEqualTo(conflict);
        fleet.agent().withdraw(claim);
        assertItGoesOn(conflict);
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        JsonNode operators = resolved.get("claims").get(1);
        assertThat(operators.get("kind").asString()).isEqualTo("RECLAIM");
        assertThat(operators.get("by").asString()).isEqualTo("olga");
        assertThat(operators.get("reason").asString()).isEqualTo("the host needs its NIC");
        assertThat(operators.get("remoteAddress").asString()).isEqualTo("127.0.0.1");
        assertThat(operators.get("function").asString()).isEqualTo(NIC_0);
        assertThat(Fleet.kinds(resolved)).containsOnlyOnce("claim-held", "claim-joined");
    }

    private void assertItGoesOn(String conflict) {
        await().atMost(PATIENCE)
                .until(() -> Fleet.kinds(fleet.conflict(conflict)).contains("claim-withdrawn"));
        int asked = fleet.web().releaseRequests();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > asked + 1);
        assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo("REQUESTING");
    }

    @Test
    void aDeniedClaimIsAConflictThatIsOverAtOnceAndTouchesNothing() {
        patient();
        String id = fleet.active(NIC_0);
        JsonNode before = fleet.assignment(id);
        fleet.agent().claim(Kind.UNBIND, Status.DENIED, NIC_0);
        JsonNode denied = fleet.conflict(fleet.conflicts().get(0).get("id").asString());
        assertThat(denied.get("state").asString()).isEqualTo("DENIED");
        assertThat(denied.get("open").asBoolean()).isFalse();
        assertThat(denied.get("assignment").asString()).isEqualTo(id);
        assertThat(denied.get("claims").get(0).get("message").asString()).isEqualTo("The test says DENIED");
        assertThat(Fleet.kinds(denied)).containsExactly("claim-denied");
        assertThat(Fleet.text(denied, "claim-denied")).contains(NIC_0, "The test says DENIED");
        assertThat(fleet.rest()
                        .get("/api/v1/conflicts?open=true&host=" + fleet.host())
                        .items())
                .isEmpty();
        JsonNode after = fleet.assignment(id);
        assertThat(after.get("state")).isEqualTo(before.get("state"));
        assertThat(after.get("since")).isEqualTo(before.get("since"));
        assertThat(fleet.web().releaseRequests()).isZero();
        // The group has no open conflict: the next claim begins one.
        fleet.agent().hold(NIC_0);
        await().atMost(PATIENCE).until(() -> fleet.conflicts().size() == 2);
        fleet.awaitConflict(fleet.conflicts().get(0).get("id").asString(), "RESOLVED");
    }

    @Test
    void aClaimOnSeveralGroupsIsDeniedForEachThatIsLent() {
        patient();
        String nic = fleet.active(NIC_0);
        String nvme = fleet.lendNvme();
        fleet.awaitState(nvme, "ACTIVE");
        fleet.agent()
                .claim(FakeAgent.claimOf(
                        UUID.randomUUID().toString(),
                        Kind.PROBE,
                        Status.DENIED,
                        List.of(
                                fleet.nic().fingerprint(),
                                fleet.nvme().fingerprint(),
                                new GroupFingerprint("0".repeat(32))),
                        null));
        assertThat(fleet.conflicts())
                .extracting(conflict -> conflict.get("assignment").asString())
                .containsExactlyInAnyOrder(nic, nvme);
        assertThat(fleet.claims()).singleElement().satisfies(claim -> {
            assertThat(claim.get("groups")).hasSize(3);
            assertThat(claim.get("conflicts")).hasSize(2);
        });
        // What happens to the assignments later is not their story.
        fleet.rest().delete("/api/v1/assignments/" + nvme);
        fleet.awaitState(nvme, "RELEASED");
        for (JsonNode conflict : fleet.conflicts()) {
            assertThat(Fleet.kinds(fleet.conflict(conflict.get("id").asString())))
                    .containsExactly("claim-denied");
        }
    }

    @Test
    void aHeldClaimThatTheGuardThenDeniesEndsItsConflictAsDenied() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.agent().becomes(claim, Status.DENIED);
        JsonNode denied = fleet.awaitConflict(conflict, "DENIED");
        assertThat(Fleet.kinds(denied)).containsSubsequence("claim-held", "claim-denied", "conflict-denied");
        assertItIsTheGuestsAgain(id);
        assertThat(fleet.conflicts()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"PREVENTED", "EXEMPT", "LET_THROUGH", "WITHDRAWN"})
    void whatIsOverAndHarmlessIsARecordAndNoConflict(Status status) {
        patient();
        String id = fleet.active(NIC_0);
        fleet.agent().claim(Kind.DRIVER_LOADED, status, NIC_0);
        assertThat(fleet.claims()).singleElement().satisfies(claim -> {
            assertThat(claim.get("status").asString()).isEqualTo(status.name());
            assertThat(claim.get("kind").asString()).isEqualTo("DRIVER_LOADED");
            assertThat(claim.get("conflicts")).isEmpty();
        });
        assertThat(fleet.conflicts()).isEmpty();
        assertThat(Fleet.kinds(fleet.assignment(id)))
                .containsOnlyOnce("claim-"
                        + status.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        assertThat(fleet.agent().claims()).isEmpty();
    }

    @Test
    void aHeldClaimWithoutAFunctionIsAnAlarmAndNoConflict() {
        patient();
        String id = fleet.active(NIC_0);
        String blind = fleet.agent()
                .claim(FakeAgent.claimOf(
                        UUID.randomUUID().toString(),
                        Kind.UNBIND,
                        Status.HELD,
                        List.of(fleet.nic().fingerprint()),
                        null));
        // The steps of later claims and reports do not open a conflict either.
        fleet.agent().claim(Kind.UNBIND, Status.PREVENTED, NIC_0);
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> fleet.conflicts().isEmpty());
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");
        assertThat(fleet.web().seen().liveDevices()).isNotEmpty();
        assertThat(Fleet.kinds(fleet.assignment(id))).containsOnlyOnce("claim-held", "claim-without-function");

        fleet.agent().hold(NIC_0);
        fleet.awaitConflict(fleet.awaitTheConflict(), "RESOLVED");
        assertThat(fleet.claims())
                .filteredOn(claim -> claim.get("hostClaim").asString().equals(blind))
                .singleElement()
                .satisfies(claim -> assertThat(claim.get("conflicts")).isEmpty());
    }

    @Test
    void aClaimOnAGroupThatNobodyHereHasLentIsARecordAndNoConflict() {
        patient();
        fleet.active(NIC_0);
        fleet.agent().hold(NVME);
        fleet.agent()
                .claim(FakeAgent.claimOf(
                        UUID.randomUUID().toString(),
                        Kind.BIND,
                        Status.HELD,
                        List.of(new GroupFingerprint("f".repeat(32))),
                        null));
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> fleet.conflicts().isEmpty());
        assertThat(fleet.claims())
                .hasSize(2)
                .allSatisfy(claim -> assertThat(claim.get("status").asString()).isEqualTo("HELD"));
    }

    @Test
    void aClaimThatIsToldFiftyTimesIsOneClaim() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        for (int i = 0; i < 50; i++) {
            fleet.agent().lookAgain();
        }
        assertThat(fleet.claims()).hasSize(1);
        assertThat(fleet.conflict(conflict).get("claims")).hasSize(1);
        assertThat(Fleet.kinds(fleet.assignment(id))).containsOnlyOnce("claim-held", "conflict-opened");
        assertThat(fleet.conflicts()).hasSize(1);
    }

    @Test
    void aRequestThatIsJustBeingMadeAndAWithdrawalDoNotBothWin() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() >= 1);
        CountDownLatch go = new CountDownLatch(1);
        pauseBothStepsAfterTheyHaveRead(() -> true, go);
        fleet.agent().withdraw(claim);
        int asked = fleet.web().releaseRequests();
        Instant since = Instant.now();
        // By now it would be asked again.
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(since.plusMillis(400)));
        go.countDown();
        fleet.awaitConflict(conflict, "WITHDRAWN");
        assertItIsTheGuestsAgain(id);
        assertThat(fleet.web().releaseRequests()).isEqualTo(asked);
    }

    @Test
    void aShutdownThatIsJustBeingMadeAndAWithdrawalDoNotBothWin() {
        hasty();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        CountDownLatch go = new CountDownLatch(1);
        pauseBothStepsAfterTheyHaveRead(
                () -> fleet.conflict(conflict).get("state").asString().equals("SHUTTING_DOWN"), go);
        fleet.agent().withdraw(claim);
        go.countDown();
        JsonNode withdrawn = fleet.awaitConflict(conflict, "WITHDRAWN");
        assertItIsTheGuestsAgain(id);
        assertThat(fleet.web().shutdownRequests()).isZero();
        assertThat(Fleet.kinds(withdrawn)).contains("rung-shut-down").doesNotContain("shutdown-asked");
    }

    /** The steps of the assignment and of the conflict look at the guest after they have read what is recorded. */
    private void pauseBothStepsAfterTheyHaveRead(BooleanSupplier when, CountDownLatch go) {
        Set<Thread> paused = ConcurrentHashMap.newKeySet();
        fleet.libvirt().gate(new TestHypervisor.Gate() {
            @Override
            public void before(DirectHypervisor.Call call) {
                if (call == DirectHypervisor.Call.LOOK && go.getCount() > 0 && when.getAsBoolean()) {
                    paused.add(Thread.currentThread());
                    Latches.await(go);
                }
            }
        });
        await().atMost(PATIENCE).until(() -> paused.size() == 2);
    }

    @Test
    void aClaimThatANewAgentDoesNotTellOfStandsAsLongAsTheHostIsNotBooted() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.active(NIC_0);
        fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.agent().restartWithoutClaims();
        assertItStands(conflict);
    }

    @Test
    void aClaimThatAReportDoesNotTellOfStands() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.agent().forget(claim);
        assertItStands(conflict);
    }

    private void assertItStands(String conflict) {
        int asked = fleet.web().releaseRequests();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > asked + 2);
        assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo("REQUESTING");
        assertThat(fleet.claims().get(0).get("status").asString()).isEqualTo("HELD");
    }

    @Test
    void aClaimEndsWithTheBootOfItsHostAndTheGroupIsDetachedOnceMore() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.nic().used(GroupUse.State.UNKNOWN);
        String id = fleet.active(NIC_0);
        fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() >= 1);
        fleet.web().end();
        fleet.agent().reboot();
        JsonNode withdrawn = fleet.awaitConflict(conflict, "WITHDRAWN");
        assertThat(Fleet.text(withdrawn, "claim-withdrawn")).contains("the host was booted again");
        fleet.awaitState(id, "ACTIVE");
        assertThat(Fleet.kinds(fleet.assignment(id)))
                .containsSubsequence("eviction-called-off", "group-detached", "guest-has-functions");
        assertThat(fleet.nic().state()).isEqualTo(GroupState.DETACHED);
        assertThat(fleet.web().seen().definedDevices()).hasSize(1);
    }

    @Test
    void aClaimOnAGroupThatHasGotAMemberSinceItWasLentIsOnItsAssignment() {
        patient();
        String id = fleet.active(NIC_0);
        fleet.nic().endpoint("0000:02:01.2", "e1000");
        fleet.agent().hold(NIC_1);
        fleet.awaitState(id, "EVICTED");
        assertThat(fleet.conflicts().get(0).get("assignment").asString()).isEqualTo(id);
    }

    @Test
    void aClaimThatHasBeenLetThroughIsNotAWithdrawnOne() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.agent().becomes(claim, Status.LET_THROUGH);
        await().atMost(PATIENCE)
                .until(() -> Fleet.kinds(fleet.conflict(conflict)).contains("claim-let-through"));
        int asked = fleet.web().releaseRequests();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > asked + 1);
        assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo("REQUESTING");
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
    }

    @Test
    void onTheWayBackToTheHostItIsTooLateToWithdraw() {
        patient();
        fleet.nic().reattaching(Move.STICKS);
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.awaitState(id, "REATTACHING");
        fleet.agent().withdraw(claim);
        await().atMost(PATIENCE)
                .until(() -> Fleet.kinds(fleet.conflict(conflict)).contains("claim-withdrawn"));
        fleet.nic().reattaching(Move.WORKS);
        fleet.agent().lookAgain();
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
    }

    @Test
    void whatWasBeingGivenBackBeforeTheClaimIsGivenBackAfterItsWithdrawal() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        fleet.rest().delete("/api/v1/assignments/" + id + "?by=bob");
        fleet.awaitState(id, "RELEASING");
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.agent().withdraw(claim);
        fleet.awaitConflict(conflict, "WITHDRAWN");
        assertThat(fleet.state(id)).isEqualTo("RELEASING");
        assertThat(fleet.assignment(id).get("reason").asString()).contains("bob");
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        fleet.awaitState(id, "RELEASED");
    }

    @Test
    void whatIsGivenBackDuringAConflictIsGivenBackAfterItsWithdrawal() {
        patient();
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        assertThat(fleet.rest().delete("/api/v1/assignments/" + id + "?by=bob").status())
                .isEqualTo(202);
        assertThat(fleet.rest().delete("/api/v1/assignments/" + id + "?by=bob").status())
                .isEqualTo(202);
        assertThat(fleet.state(id)).isEqualTo("EVICTING");
        fleet.agent().withdraw(claim);
        fleet.awaitConflict(conflict, "WITHDRAWN");
        assertThat(fleet.state(id)).isEqualTo("RELEASING");
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        JsonNode released = fleet.awaitState(id, "RELEASED");
        assertThat(Fleet.kinds(released)).containsOnlyOnce("release-requested");
    }

    @Test
    void aGroupThatWasJustBeingDetachedIsDetachedAndGivenToTheGuestAfterAWithdrawal() {
        patient();
        // As long as nobody can tell whether it is open it does not go back.
        fleet.nic().detaching(Move.HANGS).used(GroupUse.State.UNKNOWN);
        String id = fleet.lend(NIC_0);
        fleet.awaitState(id, "DETACHING");
        String claim = fleet.agent().hold(NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.agent().withdraw(claim);
        fleet.awaitConflict(conflict, "WITHDRAWN");
        assertThat(fleet.state(id)).isEqualTo("DETACHING");
        fleet.nic().detaching(Move.WORKS);
        fleet.agent().lookAgain();
        fleet.awaitState(id, "ACTIVE");
        assertThat(fleet.agent().operations()).hasSize(1);
    }

    @Test
    void whatAProcessCallsItselfCannotForgeALineOfTheRecord() {
        patient();
        String id = fleet.active(NIC_0);
        String command = "echo \u0000\n2026-01-01 manager: all is well\r\u001b[2J\u202e\u2028" + "x".repeat(3000);
        ClaimReport plain = FakeAgent.claimOf(
                UUID.randomUUID().toString(),
                Kind.BIND,
                Status.PREVENTED,
                List.of(fleet.nic().fingerprint()),
                NIC_0);
        fleet.agent()
                .claim(new ClaimReport(
                        plain.id(),
                        plain.kind(),
                        plain.groups(),
                        plain.function(),
                        "/tmp/a\nb",
                        "w".repeat(4000),
                        new Claimant(
                                1, null, command, -1, null, List.of(new Claimant.Parent(1, command)), "", null, null),
                        plain.status(),
                        "m\n".repeat(2000),
                        plain.madeAt(),
                        plain.since()));
        JsonNode claim = fleet.claims().get(0);
        assertThat(claim.get("claimant").get("command").asString())
                .startsWith("echo \\u0000\\u000a2026-01-01 manager: all is well\\u000d\\u001b[2J\\u202e\\u2028xxx")
                .hasSize(500)
                .endsWith("x…");
        assertThat(claim.get("what").asString()).hasSize(500);
        assertThat(claim.get("message").asString()).hasSize(2000).doesNotContain("\n");
        assertThat(claim.get("file").asString()).isEqualTo("/tmp/a\\u000ab");
        assertThat(fleet.assignment(id).get("timeline").valueStream())
                .allSatisfy(entry -> assertThat(entry.get("actor").asString()
                                + entry.get("text").asString())
                        .doesNotContain("\n", "\r", "\u001b", "\u202e", "\u2028"));
    }

    @Test
    void aReportThatIsTooOldSaysNothingAboutClaims() {
        patient();
        fleet.active(NIC_0);
        fleet.agent().silent(true);
        HostReport old = fleet.agent().nextReport();
        HostReport newer = fleet.agent().nextReport();
        String reports = "/agent/v1/hosts/" + fleet.agent().hostId() + "/reports";
        assertThat(fleet.rest().post(reports, newer, fleet.agent().credential()).status())
                .isEqualTo(204);
        ClaimReport claim = FakeAgent.claimOf(
                UUID.randomUUID().toString(),
                Kind.BIND,
                Status.HELD,
                List.of(fleet.nic().fingerprint()),
                NIC_0);
        assertThat(fleet.rest()
                        .post(reports, with(old, claim), fleet.agent().credential())
                        .problem())
                .isEqualTo("report-too-old");
        assertThat(fleet.claims()).isEmpty();
    }

    private static HostReport with(HostReport report, ClaimReport claim) {
        return new HostReport(
                report.agentStart(),
                report.sequence(),
                report.observedAt(),
                report.bootId(),
                report.kernelRelease(),
                report.conflictBehaviour(),
                report.groups(),
                report.ungrouped(),
                report.outcomes(),
                report.appliedRevision(),
                report.guard(),
                List.of(claim),
                report.problems());
    }

    @Test
    void theClaimsAreListedTheNewestFirstAndNoMoreThanAskedFor() {
        patient();
        for (int i = 0; i < 3; i++) {
            fleet.agent().claim(Kind.RESCAN, Status.PREVENTED, NVME);
        }
        assertThat(fleet.claims()).hasSize(3);
        assertThat(fleet.claims())
                .extracting(claim -> Instant.parse(claim.get("recordedAt").asString()))
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(fleet.rest()
                        .get("/api/v1/claims?limit=2&host=" + fleet.host())
                        .items())
                .hasSize(2);
        assertThat(fleet.rest().get("/api/v1/claims?limit=500").items().size()).isGreaterThanOrEqualTo(3);
        for (String limit : List.of("0", "-1", "501", "many")) {
            Rest.Answer answer = fleet.rest().get("/api/v1/claims?limit=" + limit);
            assertThat(answer.status()).as(limit + ": " + answer).isEqualTo(400);
            assertThat(answer.problem()).isEqualTo("invalid-field");
            assertThat(answer.body().get("field").asString()).isEqualTo("limit");
        }
        assertThat(fleet.rest().get("/api/v1/claims?host=nowhere").status()).isEqualTo(404);
    }

    @Test
    void aHostShowsItsGuard() {
        patient();
        JsonNode guard =
                fleet.rest().get("/api/v1/hosts/" + fleet.host()).body().get("guard");
        assertThat(guard.get("policy").asString()).isEqualTo("HOLD");
        assertThat(guard.get("working").asBoolean()).isTrue();
        assertThat(guard.get("survivesAgent").asString()).isEqualTo("nothing");
    }
}
