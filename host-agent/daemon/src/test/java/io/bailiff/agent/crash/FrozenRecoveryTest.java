package io.bailiff.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.crash.Effects.End;
import io.bailiff.agent.crash.KillPoint.Moment;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.Patience;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.sim.HostSpec;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The recovery from a crash at every effect is itself cut off at every effect. In one process, where after the cut nothing
 * has an effect any more: {@link KilledAgentTest} shows that a killed process leaves the same behind.
 */
class FrozenRecoveryTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");

    @TempDir
    private Path state = Path.of("");

    /** What is cut off first. */
    private enum Operation {
        DETACH,
        REATTACH
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aRecoveryThatIsCutOffAnywhereIsFinishedByTheNext(Operation operation) throws Exception {
        int cuts = cutEverywhere(operation, KernelFlavour.REFUSES, SimTopology.demo());

        assertThat(cuts).isGreaterThan(40);
    }

    @Test
    void alsoOnAKernelThatWouldDieOfALooseMember() throws Exception {
        assertThat(cutEverywhere(Operation.REATTACH, KernelFlavour.PANICS, SimTopology.demo()))
                .isGreaterThan(40);
    }

    @Test
    void alsoWhereTheBridgeMovesToo() throws Exception {
        assertThat(cutEverywhere(Operation.DETACH, KernelFlavour.REFUSES, SimTopology.withHotPlugBridge()))
                .isGreaterThan(70);
    }

    /** How many recoveries were cut off. */
    private int cutEverywhere(Operation operation, KernelFlavour flavour, HostSpec spec) throws Exception {
        int cuts = 0;
        try (Rounds rounds = new Rounds(SimHost.boot("host", flavour, spec, "boot-1"), state)) {
            // One thread takes the steps in their order: before one is the same as after the one before.
            int first = 1;
            while (rounds.cutOperation(operation, before(first))) {
                int second = 1;
                while (rounds.cutRecovery(before(second))) {
                    cuts++;
                    second++;
                    rounds.finish();
                    rounds.cutOperation(operation, before(first));
                }
                rounds.finish();
                first++;
            }
            rounds.finish();
        }
        return cuts;
    }

    private static KillPoint before(int effect) {
        return new KillPoint(effect, Moment.BEFORE);
    }

    /** One host, round after round. */
    private static final class Rounds implements AutoCloseable {

        private final SimHost host;
        private final Path state;
        private final LentGroup group;
        private final List<String> wrong = new ArrayList<>();

        Rounds(SimHost host, Path state) throws IOException {
            this.host = host;
            this.state = state;
            this.group = new LentGroup(host.files(), host.files(), state, PORT);
        }

        /** Begins a round; whether the operation was cut off before it got to its end. */
        boolean cutOperation(Operation operation, KillPoint point) throws IOException {
            return switch (operation) {
                case DETACH ->
                    cut(
                            point,
                            groups -> groups.keeper()
                                    .detach(group.fingerprint(), LentGroup.OWNER, "operation", StepListener.none()));
                case REATTACH -> {
                    group.takeAway();
                    yield cut(
                            point,
                            groups -> groups.keeper()
                                    .reattach(group.fingerprint(), LentGroup.OWNER, false, StepListener.none()));
                }
            };
        }

        boolean cutRecovery(KillPoint point) throws IOException {
            return cut(point, groups -> groups.recovery().run(StepListener.none()));
        }

        /** Ends a round: an undisturbed recovery brings the group to one side, whatever has happened. */
        void finish() throws IOException {
            group.recover();
            assertThat(group.side()).as(group.members()).isPresent();
            group.bringHome();
        }

        private boolean cut(KillPoint point, Work work) throws IOException {
            Effects effects = new Effects(point, End.FREEZE);
            try {
                work.run(through(effects));
            } catch (Error | CompletionException frozen) {
                assertThat(effects.frozen()).as(String.valueOf(frozen)).isTrue();
            }
            wrong.addAll(group.wrongAfterCrash());
            return effects.frozen();
        }

        private Groups through(Effects effects) {
            Groups groups = Groups.of(
                    new KillingHostFiles(host.files(), effects, new LooseWatch(List.of())),
                    host.files(),
                    it -> List.of(),
                    () -> host.kernel().flavour() == KernelFlavour.REFUSES
                            ? ConflictBehaviour.REFUSES
                            : ConflictBehaviour.PANICS,
                    state,
                    new KillingStateFiles(new DiskFiles(), effects),
                    Runnable::run,
                    Patience.normal());
            groups.finder().remember(group.atFirst());
            return groups;
        }

        @Override
        public void close() {
            group.close();
            assertThat(wrong).isEmpty();
            assertThat(host.kernel().violations()).isEmpty();
            assertThat(host.kernel().crash()).isEmpty();
        }

        private interface Work {
            void run(Groups groups) throws IOException;
        }
    }
}
