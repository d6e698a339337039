// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static io.bailiff.agent.link.RunningAgent.PORT_0;
import static io.bailiff.agent.link.RunningAgent.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.UnknownAnswer;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.group.HostUnknowns;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimOperation;
import io.bailiff.agent.sim.SimStranger;
import io.bailiff.agent.state.Answers;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.HostAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent and its manager, over a link that loses things. */
@Tag("jdk")
class AgentDaemonTest {

    private static final String AWAY = "vfio-pci/vfio-pci";
    private static final String HOME = "e1000/none";

    @TempDir
    private Path state = Path.of("");

    private final FakeManager manager = manager();
    private RunningAgent agent = new RunningAgent(manager.uri(), state);

    @BeforeEach
    void boot() {
        agent = new RunningAgent(manager.uri(), state);
    }

    @AfterEach
    void nothingWasEverLoose() {
        agent.close();
        manager.close();
    }

    @Test
    void aNewHostJoinsAndReportsItself() throws Exception {
        agent.start();

        eventually(() -> manager.last().isPresent());
        HostReport report = manager.last().orElseThrow();
        assertThat(manager.joins)
                .singleElement()
                .satisfies(request -> assertThat(request.host()).isEqualTo("sim-a"));
        assertThat(nic(report).state()).isEqualTo(GroupState.WITH_HOST);
        assertThat(nic(report).detachPlan()).isNotEmpty();
        assertThat(report.outcomes()).isEmpty();
        Path identity = state.resolve("identity.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(identity)))
                .isEqualTo("rw-------");
    }

    @Test
    void aRestartedAgentDoesNotJoinAgain() throws Exception {
        agent.start();
        eventually(() -> !manager.reports.isEmpty());

        int before = manager.reports.size();
        agent.restart();
        eventually(() -> manager.reports.size() > before);

        assertThat(manager.joins).hasSize(1);
    }

    @Test
    void anAgentTakesOverTheMarksOfAKilledAgentAlthoughTheMarksHoldTheAgentToo() throws Exception {
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.DONE));
        // The marks on files that the agent reads outlive the agent while an open of such a file is held.
        SimStranger held = SimStranger.run(agent.sim, "rmmod vfio_pci");
        eventually(() -> manager.last().orElseThrow().claims().stream()
                .anyMatch(claim -> claim.status() == ClaimReport.Status.HELD));

        agent.kill();
        int before = manager.reports.size();
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> agent.startAsItIs());

        eventually(() -> manager.reports.size() > before);
        assertThat(nic(manager.last().orElseThrow()).state()).isEqualTo(GroupState.DETACHED);
        assertThat(held.failure()).isNotEmpty();
    }

    @Test
    void anAgentThatCannotReportAnyMoreEnds() throws Exception {
        agent.start();
        eventually(() -> !manager.reports.isEmpty());

        agent.breakDown();

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(agent::awaitEnd).hasRootCauseMessage("broken by the test"));
    }

    @Test
    void anOrderIsDoneAndReportedTogetherWithTheGroup() throws Exception {
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));

        eventually(() -> isReported("op-1", Status.DONE));

        HostReport first = firstWith("op-1", Status.DONE);
        assertThat(nic(first).state()).isEqualTo(GroupState.DETACHED);
        assertThat(nic(first).owner()).isEqualTo("assignment 5f2c");
        eventually(() -> applied(1));
        assertThat(agent.binding(PORT_0)).isEqualTo(AWAY);
        assertThat(agent.binding(PORT_1)).isEqualTo(AWAY);
    }

    @Test
    void anOrderOverridesTheUsesThatTheOrderNamesAndNoOther() throws Exception {
        agent.needs = group -> List.of(
                new Refusal(group.members().get(0).address(), Refusal.Code.CONSOLE, "shows the console", "/sys"));
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.FAILED));

        manager.want(allowing("op-2", Refusal.Code.ONLY_KEYBOARD));
        eventually(() -> isReported("op-2", Status.FAILED));
        manager.want(allowing("op-3", Refusal.Code.CONSOLE));
        eventually(() -> isReported("op-3", Status.DONE));

        assertThat(agent.binding(PORT_0)).isEqualTo("vfio-pci/vfio-pci");
    }

    private GroupOrder allowing(String operation, Refusal.Code code) throws Exception {
        return new GroupOrder(operation, agent.group(PORT_0), Want.DETACHED, false, "5f2c", "web1", Set.of(code));
    }

    @Test
    void theManagersAnswersAreStoredReportedAndDroppedWhenTheManagerWithdrawsThem() throws Exception {
        HostUnknown unknown = HostUnknown.of("Cannot determine the disks of ZFS tank", List.of(PORT_0));
        UnknownAnswer answer = new UnknownAnswer(
                unknown.id(), unknown.text(), List.of(PORT_0), false, "h", "alice by the manager", Instant.EPOCH);
        HostAnswers stored = new HostAnswers(state, new DiskFiles());
        agent.needs = new AnsweredNeeds(unknown, stored);
        agent.start();
        eventually(() -> manager.last().isPresent());
        assertThat(manager.last().orElseThrow().unknowns()).containsExactly(unknown);

        manager.answers(answer);
        eventually(() -> manager.last().orElseThrow().answers().equals(List.of(answer)));
        agent.restart();
        assertThat(stored.read().answers()).hasSize(1);

        manager.answers();
        eventually(() -> manager.last().orElseThrow().answers().isEmpty());
        assertThat(stored.read().answers()).isEmpty();
    }

    /** A host with a single unknown; every stored answer is in force. */
    private record AnsweredNeeds(HostUnknown unknown, HostAnswers stored) implements HostNeeds {

        @Override
        public List<Refusal> refusals(IommuGroup group) {
            return List.of();
        }

        @Override
        public HostUnknowns unknowns(List<FunctionReport> functions) {
            List<UnknownAnswer> answers =
                    stored.read().answers().stream().map(Answers.Answer::answer).toList();
            return new HostUnknowns(List.of(unknown), answers, List.of(), List.of());
        }
    }

    @Test
    void aGroupThatHasChangedIsReportedAsItIsTogetherWithItsOrder() throws Exception {
        agent.sim.files().write("/sys/bus/pci/devices/" + PORT_1 + "/remove", "1");
        agent.start();
        GroupOrder away = agent.order("op-1", Want.DETACHED);
        GroupOrder home = agent.order("op-2", Want.WITH_HOST);
        manager.want(away);
        eventually(() -> isReported("op-1", Status.DONE));
        agent.sim.files().write("/sys/bus/pci/rescan", "1");

        manager.want(home);
        eventually(() -> isReported("op-2", Status.DONE));

        assertThat(agent.binding(PORT_0)).isEqualTo(HOME);
        assertThat(nic(firstWith("op-2", Status.DONE)).state()).isEqualTo(GroupState.WITH_HOST);
    }

    @Test
    void anOrderIsDoneOnceHoweverOftenItIsRead() throws Exception {
        agent.start();
        GroupOrder order = agent.order("op-1", Want.DETACHED);
        manager.want(order);
        eventually(() -> isReported("op-1", Status.DONE));

        manager.want(order);
        manager.want(order);
        eventually(() -> applied(3));
        int before = manager.reports.size();
        agent.restart();
        eventually(() -> manager.reports.size() > before && applied(3));

        assertThat(isReported("op-1", Status.DONE)).isTrue();
        assertThat(agent.vfioBinds()).isEqualTo(2);
    }

    @Test
    void aLostReplyCostsNothing() throws Exception {
        agent.start();
        eventually(() -> !manager.reports.isEmpty());
        manager.repliesToLose.set(6);
        manager.want(agent.order("op-1", Want.DETACHED));

        eventually(() -> isReported("op-1", Status.DONE));

        assertThat(manager.repliesToLose.get()).isZero();
        assertThat(agent.vfioBinds()).isEqualTo(2);
    }

    @Test
    void aGroupIsReattachedOnceItsGuestHasReleasedIt() throws Exception {
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.DONE));
        long guest = agent.sim.processes().start("qemu-system-x86");
        agent.sim.kernel().vfio().open(guest, PORT_1);

        manager.want(agent.order("op-2", Want.WITH_HOST));
        eventually(() -> isReported("op-2", Status.IN_PROGRESS)
                && manager.outcome("op-2").orElseThrow().message().contains("qemu-system-x86"));
        assertThat(agent.binding(PORT_0)).isEqualTo(AWAY);

        agent.sim.kernel().vfio().close(guest, PORT_1);
        eventually(() -> isReported("op-2", Status.DONE));
        assertThat(agent.binding(PORT_0)).isEqualTo(HOME);
        assertThat(agent.binding(PORT_1)).isEqualTo(HOME);
        assertThat(manager.outcome("op-1")).as("nobody asks for it any more").isEmpty();
    }

    @Test
    void useIsReportedAtOnceWhereSomebodyWaitsForIt() throws Exception {
        agent.start();
        manager.want(new GroupOrder("op-1", agent.group(PORT_0), Want.DETACHED, true, "5f2c", "web1"));
        eventually(() -> isReported("op-1", Status.DONE));

        long guest = agent.sim.processes().start("qemu-system-x86");
        agent.sim.kernel().vfio().open(guest, PORT_0);
        eventually(() -> use() == GroupUse.State.IN_USE);
        agent.sim.kernel().vfio().close(guest, PORT_0);
        eventually(() -> use() == GroupUse.State.FREE);
    }

    @Test
    void aReportThatKnowsARevisionWasReadAfterIt() throws Exception {
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.DONE));

        for (long revision = 2; revision < 12; revision++) {
            long guest = agent.sim.processes().start("qemu-system-x86");
            agent.sim.kernel().vfio().open(guest, PORT_0);
            long wanted = revision;
            manager.want(wanted, agent.order("op-1", Want.DETACHED));
            eventually(() -> applied(wanted));
            HostReport first = manager.reports.stream()
                    .filter(report -> report.appliedRevision() == wanted)
                    .findFirst()
                    .orElseThrow();
            assertThat(nic(first).use().state()).isEqualTo(GroupUse.State.IN_USE);
            agent.sim.kernel().vfio().close(guest, PORT_0);
        }
    }

    @Test
    void anOrderThatFailedIsNotTriedAgainNorAfterARestart() throws Exception {
        agent.sim.kernel().faults().failProbe("vfio-pci", PORT_1, SimErrno.EINVAL);
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.FAILED));
        assertThat(agent.binding(PORT_0)).isEqualTo(HOME);

        agent.sim.kernel().faults().clear();
        int before = manager.reports.size();
        int polls = manager.polls.get();
        agent.restart();
        eventually(() -> manager.reports.size() > before && manager.polls.get() > polls + 2 && applied(1));

        assertThat(isReported("op-1", Status.FAILED)).isTrue();
        assertThat(agent.binding(PORT_0)).isEqualTo(HOME);
    }

    @Test
    void anOrderThatIsStuckIsTriedUntilTheGroupIsOnOneSide() throws Exception {
        agent.sim.kernel().faults().failProbe("vfio-pci", PORT_1, SimErrno.EINVAL);
        agent.sim.kernel().faults().failProbe("e1000", PORT_0, SimErrno.EIO);
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.STUCK));
        assertThat(nic(manager.last().orElseThrow()).state()).isEqualTo(GroupState.MIXED);

        agent.sim.kernel().faults().clear();
        eventually(() -> isReported("op-1", Status.FAILED));
        assertThat(agent.binding(PORT_0)).isEqualTo(HOME);
        assertThat(agent.binding(PORT_1)).isEqualTo(HOME);
    }

    @Test
    void aLowerRevisionIsRefusedAlsoAfterARestart() throws Exception {
        agent.start();
        manager.want(5, agent.order("op-5", Want.DETACHED));
        eventually(() -> isReported("op-5", Status.DONE));

        manager.want(4, agent.order("op-4", Want.WITH_HOST));
        int polls = manager.polls.get();
        eventually(() -> manager.polls.get() > polls + 3);
        agent.restart();
        int pollsAfter = manager.polls.get();
        eventually(() -> manager.polls.get() > pollsAfter + 3);
        assertThat(agent.binding(PORT_0)).isEqualTo(AWAY);

        manager.want(6, agent.order("op-6", Want.WITH_HOST));
        eventually(() -> isReported("op-6", Status.DONE));
        assertThat(agent.binding(PORT_0)).isEqualTo(HOME);
    }

    @Test
    void withoutItsManagerTheAgentChangesNothingAndGoesOnWhenItIsBack() throws Exception {
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.DONE));

        manager.goDown();
        agent.restart();
        manager.want(agent.order("op-2", Want.WITH_HOST));
        assertThat(agent.binding(PORT_0)).isEqualTo(AWAY);

        manager.comeBack();
        eventually(() -> isReported("op-2", Status.DONE));
        assertThat(agent.binding(PORT_0)).isEqualTo(HOME);
    }

    @Test
    void anAgentThatIsRejectedKeepsItsCredentialAndGoesOnWhenItIsKnownAgain() throws Exception {
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.DONE));

        for (int status : List.of(401, 403, 409, 500)) {
            manager.status = status;
            manager.want(agent.order("op-" + status, Want.DETACHED));
            assertThat(agent.binding(PORT_0)).isEqualTo(AWAY);
            manager.status = 0;
            eventually(() -> isReported("op-" + status, Status.DONE));
        }
        assertThat(manager.joins).hasSize(1);
    }

    @Test
    void aGroupThatIsNotOnTheHostFails() throws Exception {
        agent.start();
        GroupOrder order = agent.order("op-1", Want.DETACHED);
        manager.want(new GroupOrder(
                "op-1",
                new io.bailiff.agent.api.GroupFingerprint("0123456789abcdef0123456789abcdef"),
                Want.DETACHED,
                false,
                order.assignmentId(),
                null));

        eventually(() -> isReported("op-1", Status.FAILED));
    }

    @Test
    void anOperationUnderWayIsFinishedBeforeTheAgentEnds() throws Exception {
        agent.sim.kernel().faults().delay(SimOperation.UNBIND, PORT_1, Duration.ofMillis(500));
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> agent.binding(PORT_1).endsWith("/vfio-pci"));

        agent.stop();

        assertThat(agent.binding(PORT_0)).isEqualTo(AWAY);
        assertThat(agent.binding(PORT_1)).isEqualTo(AWAY);
    }

    private HostReport firstWith(String operation, Status status) {
        return manager.reports.stream()
                .filter(report -> report.outcomes().stream()
                        .anyMatch(outcome -> outcome.operationId().equals(operation) && outcome.status() == status))
                .findFirst()
                .orElseThrow();
    }

    private boolean isReported(String operation, Status status) {
        return manager.outcome(operation)
                .filter(outcome -> outcome.status() == status)
                .isPresent();
    }

    private boolean applied(long revision) {
        return manager.last()
                .filter(report -> report.appliedRevision() == revision)
                .isPresent();
    }

    private GroupUse.State use() {
        return nic(manager.last().orElseThrow()).use().state();
    }

    private static IommuGroupReport nic(HostReport report) {
        return report.groups().stream()
                .filter(group -> group.members().stream()
                        .anyMatch(member -> member.address().equals(PORT_0)))
                .findFirst()
                .orElseThrow();
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    private static FakeManager manager() {
        try {
            return new FakeManager();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
