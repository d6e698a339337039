// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ContractHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an interceptor when its agent is killed, where something keeps it standing. */
abstract class DescriptorStoreContract extends Contract {

    private OpenInterceptor interceptor;
    private final List<OpenInterceptor.Event> events = new ArrayList<>();

    /** The agent of this interceptor is killed. */
    abstract void kill(OpenInterceptor interceptor);

    @Override
    @BeforeEach
    final void begin() throws HostFileException {
        super.begin();
        interceptor = host.openInterceptor();
        events.clear();
    }

    @Override
    @AfterEach
    final void giveBack() throws HostFileException {
        // An open interceptor would hold what the agent itself writes on a real host.
        interceptor.close();
        super.giveBack();
    }

    @Test
    void anOpenThatWasReadIsAnsweredByTheNextAgentByItsTicket() throws Exception {
        administrator.override(subject, "none");
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind();
        OpenInterceptor.Opening opening = openingBy(stranger);
        kill(interceptor);
        next(Set.of(opening.ticket()));
        assertThat(interceptor.await(host.moment())).isEmpty();
        assertThat(stranger.ended()).isFalse();
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        interceptor.allow(opening.ticket());
        assertThat(stranger.failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    @Test
    void anOpenThatTheNextAgentDoesNotKnowIsDenied() throws Exception {
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind();
        assertThat(openingBy(stranger)).isNotNull();
        kill(interceptor);
        next(Set.of());
        assertThat(stranger.failure()).contains(OpenInterceptorContract.NOT_PERMITTED);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void anOpenThatComesWhileThereIsNoAgentWaitsForTheNext() throws Exception {
        interceptor.hold(unbindFile());
        kill(interceptor);
        ContractHost.Stranger stranger = unbind();
        await().until(() -> files.read("/proc/" + stranger.pid() + "/status").contains("State:\tD (disk sleep)"));
        next(Set.of());
        OpenInterceptor.Opening opening = openingBy(stranger);
        assertThat(interceptor.access(opening)).isEqualTo(OpenInterceptor.Access.WRITES);
        interceptor.deny(opening.ticket());
        assertThat(stranger.failure()).contains(OpenInterceptorContract.NOT_PERMITTED);
    }

    @Test
    void whatWasWrittenWhileThereWasNoAgentIsToldToTheNext() throws Exception {
        String override = overrideFile();
        interceptor.reportWrites(override);
        kill(interceptor);
        ContractHost.Stranger writer = host.startWriter(override, "none");
        assertThat(writer.failure()).isEmpty();
        next(Set.of());
        await().until(() -> !news().isEmpty());
        assertThat(events)
                .containsExactly(new OpenInterceptor.Written(
                        writer.pid(), files.realPath(override).orElseThrow()));
    }

    @Test
    void aReaderGoesOnWhenItsAgentIsKilledAndWhileThereIsNone() throws Exception {
        interceptor.hold(overrideFile());
        ContractHost.Stranger reader = host.startReader(overrideFile());
        OpenInterceptor.Opening opening = openingBy(reader);
        kill(interceptor);
        assertThat(reader.failure()).isEmpty();
        assertThat(host.startReader(overrideFile()).failure()).isEmpty();
        next(Set.of());
        assertThat(news()).isEmpty();
        interceptor.allow(opening.ticket());
    }

    @Test
    void anOpenOfAReadableFileThatIsPersistedIsAnsweredByTheNextAgent() throws Exception {
        interceptor.hold(overrideFile());
        ContractHost.Stranger writer = host.startWriter(overrideFile(), "none");
        OpenInterceptor.Opening opening = openingBy(writer);
        interceptor.persist(opening.ticket());
        ContractHost.Stranger unknown = host.startReader(overrideFile());
        assertThat(openingBy(unknown)).isNotNull();
        kill(interceptor);
        ContractHost.Stranger late = host.startReader(overrideFile());
        await().until(() -> files.read("/proc/" + late.pid() + "/status").contains("State:\tD (disk sleep)"));
        next(Set.of(opening.ticket()));
        assertThat(unknown.failure()).contains(OpenInterceptorContract.NOT_PERMITTED);
        interceptor.allow(openingBy(late).ticket());
        assertThat(late.failure()).isEmpty();
        assertThat(writer.ended()).isFalse();
        interceptor.allow(opening.ticket());
        assertThat(writer.failure()).isEmpty();

        kill(interceptor);

        assertThat(host.startReader(overrideFile()).failure()).isEmpty();
        assertThat(bus.driverOverride(subject)).hasValue("none");
        next(Set.of());
    }

    private void next(Set<Long> tickets) throws HostFileException {
        interceptor = host.openInterceptor();
        assertThat(interceptor.inherited()).isTrue();
        assertThat(interceptor.takeOver(tickets)).isEmpty();
    }

    private String overrideFile() {
        return PciBus.DEVICES + subject + "/driver_override";
    }

    private String unbindFile() {
        return PciBus.DRIVERS + host.hostDriver() + "/unbind";
    }

    private ContractHost.Stranger unbind() throws Exception {
        return host.startWriter(unbindFile(), subject.toString());
    }

    private OpenInterceptor.Opening openingBy(ContractHost.Stranger stranger) {
        await().until(() -> !news().isEmpty());
        OpenInterceptor.Opening opening = (OpenInterceptor.Opening) events.remove(0);
        assertThat(opening.pid()).isEqualTo(stranger.pid());
        return opening;
    }

    private List<OpenInterceptor.Event> news() throws HostFileException, InterruptedException {
        events.addAll(interceptor.await(host.moment()));
        return events;
    }
}
