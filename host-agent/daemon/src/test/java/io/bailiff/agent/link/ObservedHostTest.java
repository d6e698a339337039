// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.state.DiskFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservedHostTest {

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    private Path state = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    /** By how much somebody has set the host's clock. */
    private final AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);

    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);
    private Groups groups = groups(state);

    @BeforeEach
    void prepare() {
        groups = groups(state);
    }

    private Groups groups(Path directory) {
        return Groups.of(
                sim.files(),
                sim.files(),
                new Needs(),
                () -> ConflictBehaviour.REFUSES,
                directory,
                new DiskFiles(),
                Runnable::run,
                KernelTimeouts.normal());
    }

    @Test
    void howOldItIsDoesNotDependOnWhatTheHostsClockIsSetTo() {
        ObservedHost observed = observed();
        observed.survey(1);
        set.set(Duration.ofHours(2));
        assertThat(group(observed, 7).state()).isEqualTo(GroupState.WITH_HOST);
        set.set(Duration.ofHours(-2));
        now.set(START.plusSeconds(61));
        assertThat(group(observed, 7).state()).isEqualTo(GroupState.UNKNOWN);
    }

    @Test
    void whatWasReadTooLongAgoIsNotKnownAnyMore() {
        ObservedHost observed = observed();
        observed.survey(7);
        now.set(START.plusSeconds(60));
        assertThat(observed.last().groups()).extracting(IommuGroupReport::state).doesNotContain(GroupState.UNKNOWN);

        now.set(START.plusSeconds(61));

        assertThat(observed.last().groups()).isNotEmpty().allSatisfy(group -> {
            assertThat(group.state()).isEqualTo(GroupState.UNKNOWN);
            assertThat(group.use().state()).isEqualTo(GroupUse.State.UNKNOWN);
        });
        assertThat(observed.last().problems()).singleElement().asString().contains(START.toString());
        assertThat(observed.last().revision()).isEqualTo(7);
    }

    @Test
    void theSameHostUnderANewRevisionIsWorthAReport() {
        ObservedHost observed = observed();

        assertThat(observed.survey(7)).isTrue();
        assertThat(observed.survey(7)).isFalse();
        assertThat(observed.survey(8)).isTrue();
    }

    @Test
    void aSurveyDoesNotHideWhatWasReadWhileItLasted() throws Exception {
        ObservedHost observed = observed();
        observed.survey(7);
        IommuGroupReport before = group(observed, 7);
        meanwhile.set(() -> {
            groups.operations()
                    .detach(new DetachRequest(before.fingerprint(), "test", "operation"), StepListener.none());
            observed.readAgain(before.fingerprint());
        });

        observed.survey(7);

        assertThat(before.state()).isEqualTo(GroupState.WITH_HOST);
        assertThat(group(observed, 7).state()).isEqualTo(GroupState.DETACHED);
    }

    @Test
    void lentGroupsThatFellOffTheBusAreReportedApartUntilTheyAreForgotten() throws Exception {
        ObservedHost observed = observed();
        observed.survey(7);
        List<GroupFingerprint> lent =
                List.of(group(observed, 7).fingerprint(), group(observed, 10).fingerprint());
        lent.forEach(group ->
                groups.operations().detach(new DetachRequest(group, "test", "operation"), StepListener.none()));
        sim.files().write("/sys/bus/pci/devices/0000:01:00.0/remove", "1");
        sim.files().write("/sys/bus/pci/devices/0000:04:00.0/remove", "1");

        observed.survey(7);
        lent.forEach(observed::readAgain);
        observed.scanUse(lent);

        assertThat(lent).allSatisfy(group -> {
            IommuGroupReport report = observed.last().group(group).orElseThrow();
            assertThat(report.owner()).isEqualTo("test");
            assertThat(report.use().state()).isEqualTo(GroupUse.State.FREE);
            assertThat(report.members()).allMatch(FunctionReport::isDead);
        });
        groups.operations().reattach(lent.get(0), "test", false, StepListener.none());
        observed.readAgain(lent.get(0));
        assertThat(observed.last().group(lent.get(0))).isEmpty();
        assertThat(observed.last().group(lent.get(1))).isPresent();
    }

    private static IommuGroupReport group(ObservedHost observed, int number) {
        return observed.last().groups().stream()
                .filter(group -> group.number() == number)
                .findFirst()
                .orElseThrow();
    }

    /** What the host needs is read in the middle of a survey: the place for something to happen while it lasts. */
    private final class Needs implements HostNeeds {
        @Override
        public List<Refusal> refusals(IommuGroup group) {
            return List.of();
        }

        @Override
        public HostNeeds now() {
            meanwhile.getAndSet(() -> {}).run();
            return this;
        }
    }

    private ObservedHost observed() {
        InstantSource wall = () -> Objects.requireNonNull(now.get()).plus(set.get());
        InstantSource monotonic = now::get;
        return new ObservedHost(
                new PciBus(sim.files()),
                groups,
                wall.withZone(ZoneOffset.UTC),
                monotonic.withZone(ZoneOffset.UTC),
                Duration.ofSeconds(60));
    }
}
