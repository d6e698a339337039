// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.host.WriteInterceptor.Writing;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ContractHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The behaviour of a write interceptor that the guard relies on. */
abstract class WriteInterceptorContract extends Contract {

    private WriteInterceptor interceptor;
    private final List<Writing> writings = new ArrayList<>();

    /** Returns the interceptor of an agent that has just started. */
    abstract WriteInterceptor openInterceptor() throws HostFileException;

    /** Kills the agent of the interceptor, where something keeps the writers waiting. */
    abstract void kill(WriteInterceptor killed);

    @Override
    @BeforeEach
    final void begin() throws HostFileException {
        super.begin();
        interceptor = openInterceptor();
        assertThat(interceptor.inherited()).isFalse();
        administrator.override(subject, "none");
        administrator.override(sibling, "none");
        writings.clear();
    }

    @Override
    @AfterEach
    final void giveBack() throws HostFileException {
        interceptor.close();
        super.giveBack();
    }

    @Test
    void aWriteToACoveredFileWaitsWithItsTextAndHasNoEffectYet() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        assertThat(interceptor.covered()).containsExactly(unbindFile());
        ContractHost.Stranger stranger = unbind(subject);
        Writing writing = writingBy(stranger);
        assertThat(writing.path()).isEqualTo(unbindFile());
        assertThat(writing.text()).isEqualTo(subject + "\n");
        assertThat(interceptor.await(host.moment())).isEmpty();
        assertThat(stranger.ended()).isFalse();
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        interceptor.fail(writing.ticket());
        assertThat(stranger.failure()).contains("write error: Operation not permitted");
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void aPerformedWriteTakesEffect() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        ContractHost.Stranger stranger = unbind(subject);
        interceptor.perform(writingBy(stranger).ticket());
        assertThat(stranger.failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    @Test
    void theWriterOfAPerformedWriteGetsTheErrorOfTheKernel() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        for (String text : List.of("0000:ff:1f.7", subject + "x", "nonsense")) {
            ContractHost.Stranger stranger = host.startWriter(unbindFile(), text);
            interceptor.perform(writingBy(stranger).ticket());
            assertThat(stranger.failure()).as(text).contains("write error: No such device");
        }
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void otherWritersOfTheSameFileGoOnMeanwhile() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        ContractHost.Stranger waits = unbind(subject);
        Writing waiting = writingBy(waits);
        ContractHost.Stranger other = unbind(sibling);
        interceptor.perform(writingBy(other).ticket());
        assertThat(other.failure()).isEmpty();
        assertThat(bus.driver(sibling)).isEmpty();
        assertThat(waits.ended()).isFalse();
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        interceptor.fail(waiting.ticket());
        assertThat(waits.failure()).isNotEmpty();
    }

    @Test
    void theAgentsOwnWritesAndTheOtherFilesAreNotCovered() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        files.write(unbindFile(), subject.toString());
        assertThat(bus.driver(subject)).isEmpty();
        assertThat(host.startWriter("/sys/bus/pci/drivers_probe", sibling.toString())
                        .failure())
                .isEmpty();
        assertThat(interceptor.await(host.moment())).isEmpty();
    }

    @Test
    void aFileWithoutACoverAgainIsWrittenAtOnceAndTheWaitingWriteKeepsWaiting() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        ContractHost.Stranger waits = unbind(subject);
        Writing waiting = writingBy(waits);
        interceptor.coverOnly(Set.of());
        assertThat(interceptor.covered()).isEmpty();
        assertThat(unbind(sibling).failure()).isEmpty();
        assertThat(bus.driver(sibling)).isEmpty();
        assertThat(waits.ended()).isFalse();
        interceptor.perform(waiting.ticket());
        assertThat(waits.failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    @Test
    void anOpenOfACoveredFileIsNoEventForAnOpenInterceptor() throws Exception {
        try (OpenInterceptor opens = host.openInterceptor()) {
            interceptor.coverOnly(Set.of(unbindFile()));
            opens.hold(unbindFile());
            ContractHost.Stranger stranger = unbind(subject);
            Writing writing = writingBy(stranger);
            assertThat(opens.await(host.moment())).isEmpty();
            interceptor.fail(writing.ticket());
            assertThat(stranger.failure()).isNotEmpty();
        }
    }

    @Test
    void aPathWithoutAFileIsLeftOut() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile(), PciBus.DRIVERS + "no-such-driver/unbind"));
        assertThat(interceptor.covered()).containsExactly(unbindFile());
    }

    @Test
    void theFilesOfADriverThatComesBackMustBeCoveredAgain() throws Exception {
        String removeId = PciBus.DRIVERS + "pci-stub/remove_id";
        host.unload("pci-stub");
        host.modules().load("pci-stub");
        interceptor.coverOnly(Set.of(removeId));
        host.unload("pci-stub");
        host.modules().load("pci-stub");
        assertThat(host.startWriter(removeId, "1234 5678").failure()).contains("No such device");
        interceptor.coverOnly(Set.of(removeId));
        ContractHost.Stranger stranger = host.startWriter(removeId, "1234 5678");
        interceptor.fail(writingBy(stranger).ticket());
        assertThat(stranger.failure()).contains("Operation not permitted");
    }

    @Test
    void aKilledWriterEndsAfterTheAnswerAndWritesNothing() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        ContractHost.Stranger killed = unbind(subject);
        Writing writing = writingBy(killed);
        killed.kill();
        assertThat(interceptor.await(host.moment())).isEmpty();
        assertThat(killed.ended()).isFalse();
        interceptor.fail(writing.ticket());
        await().until(killed::ended);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void aClosedInterceptorFailsItsWaitingWritesAndCoversNothing() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        ContractHost.Stranger stranger = unbind(subject);
        assertThat(writingBy(stranger)).isNotNull();
        interceptor.close();
        assertThat(stranger.failure()).contains("Operation not permitted");
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        assertThat(unbind(subject).failure()).isEmpty();
    }

    @Test
    void theNextAgentKeepsTheHeldWritesWaitingAndGetsTheOthersOnceMore() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        ContractHost.Stranger known = unbind(subject);
        Writing writing = writingBy(known);
        ContractHost.Stranger unknown = unbind(sibling);
        Writing undecided = writingBy(unknown);
        assertThat(undecided.ticket()).isNotEqualTo(writing.ticket());
        kill(interceptor);
        interceptor = openInterceptor();
        assertThat(interceptor.inherited()).isTrue();
        interceptor.takeOver(Set.of(writing.ticket()));
        assertThat(writingBy(unknown)).isEqualTo(undecided);
        assertThat(bus.driver(sibling)).hasValue(host.hostDriver());
        interceptor.perform(undecided.ticket());
        assertThat(unknown.failure()).isEmpty();
        assertThat(bus.driver(sibling)).isEmpty();
        assertThat(interceptor.await(host.moment())).isEmpty();
        assertThat(known.ended()).isFalse();
        interceptor.perform(writing.ticket());
        assertThat(known.failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    @Test
    void aWriteThatTheNextAgentGetsOnceMoreCanFail() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        ContractHost.Stranger stranger = unbind(subject);
        writingBy(stranger);
        kill(interceptor);
        interceptor = openInterceptor();
        interceptor.takeOver(Set.of());
        interceptor.fail(writingBy(stranger).ticket());
        assertThat(stranger.failure()).contains("Operation not permitted");
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void aWriteThatTheKilledAgentHadBegunIsMadeAndItsWriterGetsTheOutcome() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        assertThat(failureOfAWriteBegunByAKilledAgent("nonsense")).contains("No such device");
        assertThat(failureOfAWriteBegunByAKilledAgent(subject.toString())).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    private String failureOfAWriteBegunByAKilledAgent(String text) throws Exception {
        ContractHost.Stranger stranger = host.startWriter(unbindFile(), text);
        interceptor.perform(writingBy(stranger).ticket());
        kill(interceptor);
        interceptor = openInterceptor();
        interceptor.takeOver(Set.of());
        // Without an effect yet, the write comes once more.
        interceptor.await(host.moment()).forEach(again -> interceptor.perform(again.ticket()));
        return stranger.failure();
    }

    @Test
    void aWriteThatComesWhileThereIsNoAgentWaitsForTheNext() throws Exception {
        interceptor.coverOnly(Set.of(unbindFile()));
        kill(interceptor);
        ContractHost.Stranger stranger = unbind(subject);
        interceptor = openInterceptor();
        interceptor.takeOver(Set.of());
        interceptor.perform(writingBy(stranger).ticket());
        assertThat(stranger.failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    private String unbindFile() {
        return PciBus.DRIVERS + host.hostDriver() + "/unbind";
    }

    private ContractHost.Stranger unbind(PciAddress function) throws Exception {
        return host.startWriter(unbindFile(), function.toString());
    }

    private Writing writingBy(ContractHost.Stranger stranger) {
        await().until(() -> news().stream().anyMatch(writing -> writing.thread() == stranger.pid()));
        Writing found = writings.stream()
                .filter(writing -> writing.thread() == stranger.pid())
                .findFirst()
                .orElseThrow();
        writings.remove(found);
        return found;
    }

    private List<Writing> news() throws HostFileException, InterruptedException {
        writings.addAll(interceptor.await(host.moment()));
        return writings;
    }
}
