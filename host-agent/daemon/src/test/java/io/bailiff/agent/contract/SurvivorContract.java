package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenGate;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ContractHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a gate when its agent is killed, where something keeps it standing. */
abstract class SurvivorContract extends Contract {

    private OpenGate gate;
    private final List<OpenGate.Event> events = new ArrayList<>();

    /** The agent of this gate is killed. */
    abstract void kill(OpenGate gate);

    @Override
    @BeforeEach
    final void begin() throws HostFileException {
        super.begin();
        gate = host.openGate();
        events.clear();
    }

    @Override
    @AfterEach
    final void giveBack() throws HostFileException {
        // An open gate would hold what the agent itself writes on a real host.
        gate.close();
        super.giveBack();
    }

    @Test
    void anOpenThatWasReadIsAnsweredByTheNextAgentByItsTicket() throws Exception {
        hands.override(subject, "none");
        gate.hold(unbindFile());
        ContractHost.Stranger stranger = unbind();
        OpenGate.Opening opening = openingBy(stranger);
        kill(gate);
        next(Set.of(opening.ticket()));
        assertThat(gate.await(host.moment())).isEmpty();
        assertThat(stranger.ended()).isFalse();
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        gate.allow(opening.ticket());
        assertThat(stranger.failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    @Test
    void anOpenThatTheNextAgentDoesNotKnowIsDenied() throws Exception {
        gate.hold(unbindFile());
        ContractHost.Stranger stranger = unbind();
        assertThat(openingBy(stranger)).isNotNull();
        kill(gate);
        next(Set.of());
        assertThat(stranger.failure()).contains(GateContract.NOT_PERMITTED);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void anOpenThatComesWhileThereIsNoAgentWaitsForTheNext() throws Exception {
        gate.hold(unbindFile());
        kill(gate);
        ContractHost.Stranger stranger = unbind();
        await().until(() -> files.read("/proc/" + stranger.pid() + "/status").contains("State:\tD (disk sleep)"));
        next(Set.of());
        gate.deny(openingBy(stranger).ticket());
        assertThat(stranger.failure()).contains(GateContract.NOT_PERMITTED);
    }

    @Test
    void whatWasWrittenWhileThereWasNoAgentIsToldToTheNext() throws Exception {
        String override = PciBus.DEVICES + subject + "/driver_override";
        gate.tellWrites(override);
        kill(gate);
        ContractHost.Stranger writer = host.startWriter(override, "none");
        assertThat(writer.failure()).isEmpty();
        next(Set.of());
        await().until(() -> !news().isEmpty());
        assertThat(events)
                .containsExactly(new OpenGate.Written(
                        writer.pid(), files.realPath(override).orElseThrow()));
    }

    private void next(Set<Long> tickets) throws HostFileException {
        gate = host.openGate();
        assertThat(gate.inherited()).isTrue();
        gate.takeOver(tickets);
    }

    private String unbindFile() {
        return PciBus.DRIVERS + host.hostDriver() + "/unbind";
    }

    private ContractHost.Stranger unbind() throws Exception {
        return host.startWriter(unbindFile(), subject.toString());
    }

    private OpenGate.Opening openingBy(ContractHost.Stranger stranger) {
        await().until(() -> !news().isEmpty());
        OpenGate.Opening opening = (OpenGate.Opening) events.remove(0);
        assertThat(opening.pid()).isEqualTo(stranger.pid());
        return opening;
    }

    private List<OpenGate.Event> news() throws HostFileException, InterruptedException {
        events.addAll(gate.await(host.moment()));
        return events;
    }
}
