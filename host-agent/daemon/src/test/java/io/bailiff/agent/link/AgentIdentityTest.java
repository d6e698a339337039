// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static io.bailiff.agent.link.RunningAgent.PORT_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.SimStranger;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host's identity at its manager: the join, the renewal, and what the agent does without a valid certificate. */
class AgentIdentityTest {

    @TempDir
    private Path state = Path.of("");

    private FakeManager manager;
    private RunningAgent agent;

    @SuppressWarnings("NullAway.Init")
    AgentIdentityTest() {}

    @BeforeEach
    void boot() throws IOException {
        manager = new FakeManager();
        agent = new RunningAgent(manager.uri(), state);
    }

    @AfterEach
    void stop() {
        agent.close();
        manager.close();
    }

    @Test
    void anAgentJoinsOnlyTheManagerWithTheFingerprintOfTheToken() throws Exception {
        JoinToken ofAnother = new JoinToken(new TestAuthority().fingerprint(), FakeManager.TOKEN.secret());
        assertThatThrownBy(() -> agent.join(ofAnother))
                .isInstanceOf(SSLHandshakeException.class)
                .hasRootCauseInstanceOf(CertificateException.class);
        assertThat(manager.joins).as("the secret was not sent").isEmpty();
        assertThat(agent.identities().read()).isEmpty();
    }

    @Test
    void aManagerUnderANameThatItsCertificateDoesNotHaveIsRefused() throws Exception {
        URI otherName = URI.create("https://localhost:" + manager.uri().getPort());
        RunningAgent elsewhere = new RunningAgent(otherName, state.resolve("elsewhere"));
        assertThatThrownBy(() -> elsewhere.join(FakeManager.TOKEN))
                .isInstanceOf(SSLHandshakeException.class)
                .hasRootCauseInstanceOf(CertificateException.class);
        assertThat(manager.joins).isEmpty();
    }

    @Test
    void anAgentThatLosesTheAnswerJoinsWithTheSameKey() throws Exception {
        manager.repliesToLose.set(1);
        assertThatThrownBy(() -> agent.join(FakeManager.TOKEN)).isInstanceOf(IOException.class);
        agent.join(FakeManager.TOKEN);
        assertThat(manager.joins.stream().map(request -> TestAuthority.requested(request.certificateRequest())))
                .hasSize(2)
                .containsOnly(TestAuthority.requested(manager.joins.get(0).certificateRequest()));
        agent.join(FakeManager.TOKEN);
        assertThat(TestAuthority.requested(manager.joins.get(2).certificateRequest()))
                .as("the next join has a key of its own")
                .isNotEqualTo(TestAuthority.requested(manager.joins.get(0).certificateRequest()));
    }

    @Test
    void aRefusedTokenNamesItsCode() {
        JoinToken wrong = new JoinToken(FakeManager.TOKEN.fingerprint(), "another-secret-of-nobody");
        assertThatThrownBy(() -> agent.join(wrong))
                .isInstanceOfSatisfying(
                        Rejection.class, refused -> assertThat(refused.code()).isEqualTo("wrong-join-token"));
    }

    @Test
    void aCertificateIsRenewedAfterTwoThirdsOfItsLifeAndTheAgentGoesOnWithIt() throws Exception {
        manager.age = Duration.ofDays(21);
        agent.join(FakeManager.TOKEN);
        manager.age = Duration.ofDays(1);
        agent.startAsItIs();
        eventually(() -> manager.renewals.size() == 1);
        String first = manager.serials.get(0);
        eventually(() -> !manager.serials.get(manager.serials.size() - 1).equals(first));
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> manager.outcome("op-1").isPresent());
        assertThat(manager.renewals).as("the new certificate is not due").hasSize(1);
    }

    @Test
    void aCertificateIsNotRenewedBeforeItIsDue() throws Exception {
        manager.age = Duration.ofDays(16);
        agent.start();
        eventually(() -> manager.polls.get() > 3);
        assertThat(manager.renewals).isEmpty();
    }

    @Test
    void beforeTheJoinTheAgentGuardsAndTheJoinNeedsNoRestart() throws Exception {
        agent.join(FakeManager.TOKEN);
        agent.startAsItIs();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> manager.outcome("op-1").isPresent());
        agent.stop();
        Files.delete(state.resolve("identity.json"));
        int reports = manager.reports.size();

        agent.startAsItIs();
        SimStranger held = SimStranger.run(agent.sim, "rmmod vfio_pci");
        assertThat(new PciBus(agent.sim.files()).driver(PORT_0)).hasValue("vfio-pci");
        assertThat(manager.reports).hasSize(reports);

        agent.join(FakeManager.TOKEN);
        eventually(() -> manager.reports.size() > reports
                && !manager.last().orElseThrow().claims().isEmpty());
        agent.stop();
        assertThat(held.failure()).isNotEmpty();
    }

    @Test
    void aJoinBesideARefusedAgentIsTakenOver() throws Exception {
        agent.start();
        eventually(() -> !manager.reports.isEmpty());
        manager.status = 401;
        String refused = manager.serials.get(manager.serials.size() - 1);
        manager.status = 0;
        agent.join(FakeManager.TOKEN);
        eventually(() -> !manager.serials.get(manager.serials.size() - 1).equals(refused));
    }

    @Test
    void aHostThatHasJoinedDoesNotJoinAgainUnlessTheManagerRefusesItOrHasAnotherRoot() throws Exception {
        HostJoin join = new HostJoin(agent.identities());
        assertThat(join.present(manager.uri(), "sim-a")).isEmpty();
        agent.join(FakeManager.TOKEN);
        LinkIdentity joined = join.present(manager.uri(), "sim-a").orElseThrow();
        assertThat(join.present(manager.uri(), "another")).isEmpty();

        manager.status = 401;
        assertThat(join.present(manager.uri(), "sim-a")).as("refused").isEmpty();
        assertThat(join.stored(manager.uri(), "sim-a")).as("has joined").hasValue(joined);
        assertThat(join.stored(manager.uri(), "another")).isEmpty();
        manager.status = 0;
        new StateStore<>(state.resolve("identity.json"), LinkIdentity.class, new DiskFiles())
                .write(new LinkIdentity(
                        joined.manager(),
                        joined.hostId(),
                        joined.hostName(),
                        joined.key(),
                        joined.certificate(),
                        List.of(new TestAuthority().rootPem())));
        assertThat(join.present(manager.uri(), "sim-a")).as("another root").isEmpty();
    }

    @Test
    void aTokenHasTwoParts() {
        assertThat(JoinToken.parse(" " + "f".repeat(43) + "." + "s".repeat(43) + "\n"))
                .hasValue(new JoinToken("f".repeat(43), "s".repeat(43)));
        assertThat(JoinToken.parse("s".repeat(43))).isEmpty();
        assertThat(JoinToken.parse("f".repeat(43) + ".s s")).isEmpty();
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
