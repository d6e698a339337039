// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The behaviour of the simulated write interceptor outside the contract. */
class SimWriteInterceptorTest {

    private static final String PORT = "0000:02:01.0";
    private static final String UNBIND = "/sys/bus/pci/drivers/e1000/unbind";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final SimHost host = SimHost.demo(KernelFlavour.PANICS);

    @Test
    void withNoSurvivorTheDeathOfTheAgentFailsTheWaitingWrites() throws Exception {
        SimWriteInterceptor interceptor = host.writeInterceptor(false);
        interceptor.coverOnly(Set.of(UNBIND));
        SimStranger writer = unbind();
        assertThat(interceptor.await(LONG)).hasSize(1);
        interceptor.abandon();
        assertThat(writer.failure()).contains("Transport endpoint is not connected");
        assertThat(host.writeInterceptor(false).inherited()).isFalse();
        assertThat(unbind().failure()).isEmpty();
    }

    @Test
    void anInheritedInterceptorGivesNothingBeforeTheTakeover() throws Exception {
        host.writeInterceptor(true).abandon();
        SimWriteInterceptor next = host.writeInterceptor(true);
        assertThatThrownBy(() -> next.await(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        next.takeOver(Set.of(4711L));
        assertThat(next.await(Duration.ZERO)).isEmpty();
        next.close();
        assertThatThrownBy(() -> next.await(Duration.ZERO)).isInstanceOf(HostFileException.class);
    }

    @Test
    void aProcessWithASysfsOfItsOwnIsSeenByTheOpenInterceptorAlone() throws Exception {
        try (SimWriteInterceptor writes = host.writeInterceptor(true);
                SimInterceptor opens = host.interceptor(true)) {
            writes.coverOnly(Set.of(UNBIND));
            opens.hold(UNBIND);
            long pid =
                    host.processes().start(ProcessSpec.command("/usr/bin/bash").withOwnSysfs());
            Thread writer = new Thread(() -> write(pid));
            writer.start();
            List<OpenInterceptor.Event> events = opens.await(LONG);
            assertThat(events)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            OpenInterceptor.Opening.class,
                            opening -> assertThat(opening.pid()).isEqualTo(pid));
            opens.allow(((OpenInterceptor.Opening) events.get(0)).ticket());
            writer.join();
            assertThat(writes.await(Duration.ZERO)).isEmpty();
            assertThat(host.files().exists("/sys/bus/pci/devices/" + PORT + "/driver"))
                    .isFalse();
        }
    }

    @Test
    void aWriterWhoseWriteIsUnreadCanBeKilled() throws Exception {
        try (SimWriteInterceptor interceptor = host.writeInterceptor(true)) {
            interceptor.coverOnly(Set.of(UNBIND));
            SimStranger writer = unbind();
            await().until(() ->
                    host.files().read("/proc/" + writer.pid() + "/status").contains("State:\tD"));
            writer.kill();
            assertThat(writer.failure()).isNotEmpty();
            assertThat(interceptor.await(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aWriteIsAPageAtMost() throws Exception {
        try (SimWriteInterceptor interceptor = host.writeInterceptor(true)) {
            interceptor.coverOnly(Set.of(UNBIND));
            SimStranger writer = SimStranger.run(host, "echo " + "x".repeat(5000) + " > " + UNBIND);
            Writing writing = interceptor.await(LONG).get(0);
            assertThat(writing.text()).isEqualTo("x".repeat(4096));
            interceptor.perform(writing.ticket());
            assertThat(writer.failure()).contains("No such device");
        }
    }

    @Test
    void aWriteThatIsPerformedAfterItsDriverHasGoneFails() throws Exception {
        try (SimWriteInterceptor interceptor = host.writeInterceptor(true)) {
            interceptor.coverOnly(Set.of(UNBIND));
            SimStranger writer = unbind();
            Writing writing = interceptor.await(LONG).get(0);
            assertThat(SimStranger.run(host, "rmmod e1000").failure()).isEmpty();
            assertThat(SimStranger.run(host, "modprobe e1000").failure()).isEmpty();
            interceptor.perform(writing.ticket());
            assertThat(writer.failure()).contains("No such device");
            assertThat(interceptor.covered()).isEmpty();
        }
    }

    private SimStranger unbind() {
        return SimStranger.run(host, "echo " + PORT + " > " + UNBIND);
    }

    private void write(long pid) {
        try {
            host.filesAs(pid).write(UNBIND, PORT);
        } catch (HostFileException e) {
            throw new IllegalStateException(e);
        }
    }
}
