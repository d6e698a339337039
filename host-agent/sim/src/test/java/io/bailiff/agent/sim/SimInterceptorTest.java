// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What of the simulated interceptor the contract does not say. */
class SimInterceptorTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final String UNBIND = "/sys/bus/pci/drivers/e1000/unbind";
    private static final String OVERRIDE = "/sys/bus/pci/devices/" + PORT + "/driver_override";

    private final SimHost host = SimHost.demo(KernelFlavour.PANICS);

    @Test
    void withNoSurvivorTheDeathOfTheAgentLetsTheOpensGoOn() throws Exception {
        SimInterceptor interceptor = host.interceptor(false);
        interceptor.hold(UNBIND);
        SimStranger read = unbind();
        openings(interceptor, 1);
        SimStranger unread = SimStranger.run(host, "echo " + PORT + " > " + UNBIND);
        await().until(() ->
                host.files().read("/proc/" + unread.pid() + "/status").contains("State:\tD"));
        interceptor.abandon();
        assertThat(List.of(read.failure(), unread.failure()))
                .containsExactlyInAnyOrder("", "bash: echo: write error: No such device");
        assertThat(host.interceptor(false).inherited()).isFalse();
        assertThat(unbind().failure()).contains("No such device");
    }

    @Test
    void theHolderOfTheDescriptorIsNamedOrTheConsequenceOfNone() {
        try (SimInterceptor survives = host.interceptor(true);
                SimInterceptor dies = host.interceptor(false)) {
            assertThat(survives.survivesAgent()).isEqualTo("the simulation");
            assertThat(dies.survivesAgent())
                    .isEqualTo("nothing: the kernel lets held openers through if the agent dies");
        }
    }

    @Test
    void aClosedInterceptorLeavesNothingToInherit() throws HostFileException {
        SimInterceptor interceptor = host.interceptor(true);
        interceptor.hold(UNBIND);
        interceptor.close();
        interceptor.close();
        interceptor.abandon();
        SimInterceptor next = host.interceptor(true);
        assertThat(next.inherited()).isFalse();
        assertThatThrownBy(() -> interceptor.await(Duration.ZERO)).isInstanceOf(HostFileException.class);
        next.close();
    }

    @Test
    void anInheritedGateGivesNothingBeforeItIsSaidWhatToGoOnWith() throws Exception {
        host.interceptor(true).abandon();
        SimInterceptor next = host.interceptor(true);
        assertThatThrownBy(() -> next.await(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        next.takeOver(Set.of(4711L));
        assertThat(next.await(Duration.ZERO)).isEmpty();
        next.close();
    }

    @Test
    void filesWithoutAProcessAreNeverHeldNorReported() throws Exception {
        try (SimInterceptor interceptor = host.interceptor(true)) {
            interceptor.hold(OVERRIDE);
            interceptor.reportWrites(OVERRIDE);
            host.files().write(OVERRIDE, "none");
            assertThat(interceptor.await(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void theAgentsOwnOpensAreHeldLikeAllOthers() throws Exception {
        try (SimInterceptor interceptor = host.interceptor(true)) {
            interceptor.hold(OVERRIDE);
            CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return host.filesAs(SimProcesses.SELF).read(OVERRIDE);
                } catch (HostFileException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
            OpenInterceptor.Opening opening = openings(interceptor, 1).get(0);
            assertThat(opening.pid()).isEqualTo(SimProcesses.SELF);
            assertThat(read).isNotDone();
            interceptor.allow(opening.ticket());
            assertThat(read.join()).isEqualTo("(null)");
        }
    }

    @Test
    void libvirtsDaemonIsHeldLikeAnyOther() throws Exception {
        try (SimInterceptor interceptor = host.interceptor(true)) {
            interceptor.hold(OVERRIDE);
            Thread daemon = new Thread(() -> assertThatThrownBy(
                            () -> host.filesAs(SimProcesses.LIBVIRTD).write(OVERRIDE, "none"))
                    .hasMessageContaining("Operation not permitted (EPERM)"));
            daemon.start();
            OpenInterceptor.Opening opening = openings(interceptor, 1).get(0);
            assertThat(opening.pid()).isEqualTo(SimProcesses.LIBVIRTD);
            interceptor.deny(opening.ticket());
            daemon.join();
            assertThat(host.files().read(OVERRIDE)).isEqualTo("(null)");
        }
    }

    @Test
    void thePurposeOfAnOpenCanBeHidden() throws Exception {
        try (SimInterceptor interceptor = host.interceptor(true)) {
            interceptor.hold(UNBIND);
            SimStranger stranger = unbind();
            OpenInterceptor.Opening opening = openings(interceptor, 1).get(0);
            assertThat(interceptor.access(opening)).isEqualTo(OpenInterceptor.Access.WRITES);
            interceptor.hideAccess();
            assertThat(interceptor.access(opening)).isEqualTo(OpenInterceptor.Access.UNKNOWN);
            interceptor.deny(opening.ticket());
            assertThat(stranger.failure()).isNotEmpty();
        }
    }

    @Test
    void aWriteToABinaryFileIsAnOpenForWriting() throws Exception {
        try (SimInterceptor interceptor = host.interceptor(true)) {
            String config = "/sys/bus/pci/devices/" + PORT + "/config";
            interceptor.hold(config);
            Thread daemon = new Thread(() -> assertThatThrownBy(
                            () -> host.filesAs(SimProcesses.LIBVIRTD).writeBytes(config, 4, new byte[] {0, 0}))
                    .hasMessageContaining("EPERM"));
            daemon.start();
            OpenInterceptor.Opening opening = openings(interceptor, 1).get(0);
            assertThat(interceptor.access(opening)).isEqualTo(OpenInterceptor.Access.WRITES);
            interceptor.deny(opening.ticket());
            daemon.join();
        }
    }

    @Test
    void writesOfOneProcessThatNobodyHasReadOfAreOneEvent() throws Exception {
        try (SimInterceptor interceptor = host.interceptor(true)) {
            interceptor.reportWrites(OVERRIDE);
            host.filesAs(SimProcesses.LIBVIRTD).write(OVERRIDE, "none");
            host.filesAs(SimProcesses.LIBVIRTD).write(OVERRIDE, "\n");
            String real = host.files().realPath(OVERRIDE).orElseThrow();
            assertThat(interceptor.await(Duration.ZERO))
                    .containsExactly(new OpenInterceptor.Written(SimProcesses.LIBVIRTD, real));
        }
    }

    @Test
    void aGateCanLoseWritesButSaysSo() throws Exception {
        try (SimInterceptor interceptor = host.interceptor(true)) {
            interceptor.reportWrites(OVERRIDE);
            interceptor.loseNextWrites(2);
            for (int round = 0; round < 3; round++) {
                host.filesAs(SimProcesses.LIBVIRTD).write(OVERRIDE, "none");
            }
            assertThat(interceptor.await(Duration.ZERO)).hasSize(2).first().isEqualTo(new OpenInterceptor.Lost());
        }
    }

    @Test
    void anOpenWaitsForEveryGateThatHoldsTheFile() throws Exception {
        try (SimInterceptor first = host.interceptor(true);
                SimInterceptor second = host.interceptor(true)) {
            first.hold(UNBIND);
            second.hold(UNBIND);
            SimStranger stranger = unbind();
            first.allow(openings(first, 1).get(0).ticket());
            second.deny(openings(second, 1).get(0).ticket());
            assertThat(stranger.failure()).contains("Operation not permitted");
        }
    }

    @Test
    void anOpenThatIsKilledBeforeItWasReadOfIsNeverTold() throws Exception {
        try (SimInterceptor interceptor = host.interceptor(true)) {
            interceptor.hold(UNBIND);
            SimStranger stranger = unbind();
            await().until(() ->
                    host.files().read("/proc/" + stranger.pid() + "/status").contains("State:\tD"));
            stranger.kill();
            assertThat(stranger.failure()).isEqualTo("Killed");
            assertThat(interceptor.await(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aGateOfAHostThatHasCrashedDoesNotWorkAnyMore() throws Exception {
        SimInterceptor interceptor = host.interceptor(true);
        host.files().load("vfio-pci");
        AdministratorActions administrator = new AdministratorActions(host.files());
        PciAddress sibling = PciAddress.parse("0000:02:01.1");
        administrator.move(PORT, "e1000", "vfio-pci");
        administrator.move(sibling, "e1000", "vfio-pci");
        host.kernel().vfio().open(4242, PORT);
        SimStranger claim = SimStranger.run(host, HostClaim.script(host.kernel(), sibling));
        assertThatThrownBy(claim::failure).hasMessageContaining("kernel BUG");
        assertThatThrownBy(() -> interceptor.await(Duration.ofSeconds(10)))
                .isInstanceOf(HostFileException.class)
                .hasMessageContaining("kernel BUG");
        interceptor.close();
    }

    private SimStranger unbind() {
        return SimStranger.run(host, "echo " + PORT + " > " + UNBIND);
    }

    private static List<OpenInterceptor.Opening> openings(OpenInterceptor interceptor, int count) throws Exception {
        List<OpenInterceptor.Opening> found = new ArrayList<>();
        await().until(() -> {
            for (OpenInterceptor.Event event : interceptor.await(Duration.ofSeconds(1))) {
                found.add((OpenInterceptor.Opening) event);
            }
            return found.size() == count;
        });
        return found;
    }
}
