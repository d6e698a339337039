// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.certificate.HostKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** Hosts join with tokens, each as often as the token allows, and nobody takes the place of a host; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class JoinContract {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int ROUNDS = 10;
    private static final int AT_ONCE = 4;

    private final TestDatabase database;

    JoinContract(TestDatabase database) {
        this.database = database;
    }

    private RunningManager manager() {
        return Managers.on(database);
    }

    @Test
    void aTokenForOneHostUsedTwiceAtOnceGivesOneCertificate() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String host = name();
            String token = JoinedHost.token(manager(), Map.of("host", host));
            List<Rest.Answer> answers = atOnce(2, any -> JoinedHost.ask(manager(), host, token, HostKey.make()));
            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            assertThat(problems(answers)).hasSize(1).isSubsetOf("join-token-used", "host-known");
            assertThat(certificates(host)).hasSize(1);
        }
    }

    @Test
    void anOperatorsYesUsedTwiceAtOnceGivesOneCertificate() throws Exception {
        String host = name();
        JoinedHost unused = JoinedHost.join(manager(), host);
        for (int round = 0; round < ROUNDS; round++) {
            String token = JoinedHost.token(manager(), Map.of("host", host, "rejoin", true));
            List<Rest.Answer> answers = atOnce(2, any -> JoinedHost.ask(manager(), host, token, HostKey.make()));
            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            assertThat(problems(answers)).containsExactly("join-token-used");
            assertThat(certificates(host))
                    .hasSize(round + 2)
                    .filteredOn(
                            certificate -> certificate.get("state").asString().equals("VALID"))
                    .hasSize(1);
        }
    }

    @Test
    void aTokenForANumberOfHostsLetsThisNumberJoinAtOnce() throws Exception {
        String token = JoinedHost.token(manager(), Map.of("count", AT_ONCE - 1));
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            hosts.add(name());
        }
        List<Rest.Answer> answers =
                atOnce(AT_ONCE, i -> JoinedHost.ask(manager(), hosts.get(i), token, HostKey.make()));
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(AT_ONCE - 1);
        assertThat(problems(answers)).containsExactly("join-token-used");
    }

    @Test
    void aNewNameThatTwoHostsTakeAtOnceBelongsToOneOfThem() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String host = name();
            String token = JoinedHost.token(manager(), Map.of("count", 2));
            List<Rest.Answer> answers = atOnce(2, any -> JoinedHost.ask(manager(), host, token, HostKey.make()));
            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            assertThat(problems(answers)).containsExactly("host-known");
        }
    }

    @Test
    void anAgentThatHasLostTheAnswerGetsTheSameCertificate() {
        String host = name();
        HostKey key = HostKey.make();
        String token = JoinedHost.token(manager(), Map.of("host", host));
        JoinedHost first = JoinedHost.of(manager(), key, JoinedHost.ask(manager(), host, token, key));
        JoinedHost again = JoinedHost.of(manager(), key, JoinedHost.ask(manager(), host, token, key));
        assertThat(again.serial()).isEqualTo(first.serial());
        assertThat(again.id()).isEqualTo(first.id());
        HostKey next = HostKey.make();
        assertThat(JoinedHost.of(manager(), next, first.renew(next)).serial())
                .isEqualTo(JoinedHost.of(manager(), next, first.renew(next)).serial());
        assertThat(certificates(host)).hasSize(2);
    }

    @Test
    void aKeyThatHasACertificateGetsNoOther() {
        JoinedHost host = JoinedHost.join(manager(), name());
        JoinedHost other = JoinedHost.join(manager(), name());
        assertThat(other.renew(host.key()).problem()).isEqualTo("key-used");
        String token = JoinedHost.token(manager(), Map.of("count", 1));
        assertThat(JoinedHost.ask(manager(), name(), token, host.key()).problem())
                .isEqualTo("key-used");
    }

    @Test
    void aTokenIsRefusedThatIsWrongRevokedOrForAnotherHost() {
        String host = name();
        assertThat(JoinedHost.ask(manager(), host, "x".repeat(43), HostKey.make())
                        .problem())
                .isEqualTo("wrong-join-token");
        String token = JoinedHost.token(manager(), Map.of("host", host));
        Rest.Answer other = JoinedHost.ask(manager(), name(), token, HostKey.make());
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.problem()).isEqualTo("join-token-other-host");

        Rest.Answer made = manager().rest().post("/api/v1/join-tokens", Map.of("count", 5));
        String id = made.body().get("id").asString();
        assertThat(manager().rest().delete("/api/v1/join-tokens/" + id).status())
                .isEqualTo(204);
        assertThat(manager().rest().delete("/api/v1/join-tokens/" + id).problem())
                .isEqualTo("join-token-closed");
        assertThat(JoinedHost.ask(
                                manager(),
                                name(),
                                JoinedHost.secret(made.body().get("token").asString()),
                                HostKey.make())
                        .problem())
                .isEqualTo("join-token-revoked");
    }

    @Test
    void aTokenIsShownOnceAndListedWithoutItsSecret() {
        Rest.Answer made = manager().rest().post("/api/v1/join-tokens", Map.of("count", 2, "by", "olga"));
        JsonNode listed = manager()
                .rest()
                .get("/api/v1/join-tokens?limit=500")
                .items()
                .valueStream()
                .filter(token -> token.get("id").equals(made.body().get("id")))
                .findFirst()
                .orElseThrow();
        assertThat(made.body().get("token").asString()).matches("[A-Za-z0-9_-]{43}\\.[A-Za-z0-9_-]{43}");
        assertThat(listed.has("token")).isFalse();
        assertThat(listed.get("state").asString()).isEqualTo("OPEN");
        assertThat(listed.get("uses").asInt()).isEqualTo(2);
        assertThat(listed.get("createdBy").asString()).startsWith("olga from ");
    }

    @Test
    void noHostTakesTheNameOfAHostOfTheFleet() {
        String name = name();
        JoinedHost host = JoinedHost.join(manager(), name);
        String any = JoinedHost.token(manager(), Map.of("count", 1));
        assertThat(JoinedHost.ask(manager(), name, any, HostKey.make()).problem())
                .isEqualTo("host-known");
        assertThat(manager()
                        .rest()
                        .post("/api/v1/join-tokens", Map.of("host", name))
                        .problem())
                .isEqualTo("host-known");
        assertThat(host.poll().status()).isIn(200, 204);
    }

    @Test
    void aHostJoinsAgainWithAnOperatorsYesAndItsFormerCertificateIsRevoked() {
        String name = name();
        JoinedHost host = JoinedHost.join(manager(), name);
        HostKey key = HostKey.make();
        String yes = JoinedHost.token(manager(), Map.of("host", name, "rejoin", true, "by", "olga"));
        JoinedHost again = JoinedHost.of(manager(), key, JoinedHost.ask(manager(), name, yes, key));
        assertThat(again.id()).isEqualTo(host.id());
        assertThat(again.poll().status()).isIn(200, 204);
        assertThat(host.poll().problem()).isEqualTo("certificate-revoked");
        assertThat(kinds(name)).contains("host-joined", "host-joined-again", "certificate-revoked");
    }

    @Test
    void anOperatorsYesIsForOneHost() {
        assertThat(manager()
                        .rest()
                        .post("/api/v1/join-tokens", Map.of("count", 2, "rejoin", true))
                        .status())
                .isEqualTo(400);
        assertThat(manager().rest().post("/api/v1/join-tokens", Map.of()).status())
                .isEqualTo(400);
        assertThat(manager()
                        .rest()
                        .post("/api/v1/join-tokens", Map.of("host", name(), "count", 1))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aHostIsNotNamedLikeAnIdOrAReservedWord() {
        String token = JoinedHost.token(manager(), Map.of("count", 1));
        assertThat(JoinedHost.ask(manager(), UUID.randomUUID().toString(), token, HostKey.make())
                        .problem())
                .isEqualTo("host-name-like-id");
        assertThat(JoinedHost.ask(manager(), "LocalHost", token, HostKey.make()).problem())
                .isEqualTo("host-name-reserved");
        assertThat(JoinedHost.ask(manager(), "a/b", token, HostKey.make()).problem())
                .isEqualTo("invalid-field");
    }

    @Test
    void anOperatorRevokesACertificateAndTheRecordSaysWhy() {
        String name = name();
        JoinedHost host = JoinedHost.join(manager(), name);
        assertThat(manager()
                        .rest()
                        .delete("/api/v1/hosts/" + name + "/certificates/" + host.serial() + "?by=olga&reason=stolen")
                        .status())
                .isEqualTo(204);
        assertThat(host.poll().problem()).isEqualTo("certificate-revoked");
        assertThat(host.renew(HostKey.make()).problem()).isEqualTo("certificate-revoked");
        assertThat(certificates(name).get(0).get("reason").asString()).isEqualTo("stolen");
        assertThat(kinds(name)).contains("certificate-revoked");
    }

    @Test
    void aRemovedHostIsRefusedAndItsNameIsFree() {
        String name = name();
        JoinedHost host = JoinedHost.join(manager(), name);
        assertThat(manager().rest().delete("/api/v1/hosts/" + name).status())
                .as("no reason")
                .isEqualTo(400);
        assertThat(manager()
                        .rest()
                        .delete("/api/v1/hosts/" + name + "?reason=scrapped&by=olga")
                        .status())
                .isEqualTo(204);
        assertThat(host.poll().problem()).isEqualTo("host-removed");
        assertThat(host.renew(HostKey.make()).problem()).isEqualTo("host-removed");
        assertThat(manager().rest().get("/api/v1/hosts/" + name).status()).isEqualTo(404);
        assertThat(manager().rest().get("/api/v1/hosts/" + host.id()).status()).isEqualTo(404);
        assertThat(kinds(host.id())).contains("host-removed");
        assertThat(manager().rest().get("/api/v1/hosts/" + name + "/record").status())
                .isEqualTo(404);
        JoinedHost next = JoinedHost.join(manager(), name);
        assertThat(next.id()).isNotEqualTo(host.id());
        assertThat(next.poll().status()).isIn(200, 204);
    }

    @Test
    void aHostWithALiveAssignmentIsRemovedOnlyByForce() throws Exception {
        try (Fleet fleet = new Fleet(manager())) {
            fleet.active(Fleet.NIC_0);
            String path = "/api/v1/hosts/" + fleet.host() + "?reason=scrapped";
            Rest.Answer refused = manager().rest().delete(path);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.problem()).isEqualTo("host-has-assignments");
            assertThat(refused.body().get("liveAssignments").asInt()).isEqualTo(1);
            assertThat(manager().rest().get("/api/v1/hosts/" + fleet.host()).status())
                    .isEqualTo(200);
            assertThat(manager().rest().delete(path + "&force=true").status()).isEqualTo(204);
            assertThat(manager().rest().get("/api/v1/hosts/" + fleet.host()).status())
                    .isEqualTo(404);
        }
    }

    @Test
    void aForcedRemovalEndsTheAssignmentAndItsConflictOnRecord() throws Exception {
        try (Fleet fleet = new Fleet(manager())) {
            String assignment = fleet.active(Fleet.NIC_0);
            fleet.web().behaves(GuestBehaviour.DEAF);
            String conflict =
                    fleet.reclaim(Fleet.NIC_0, 3600, 3600).body().get("id").asString();
            assertThat(manager()
                            .rest()
                            .delete("/api/v1/hosts/" + fleet.host() + "?reason=burnt&by=olga&force=true")
                            .status())
                    .isEqualTo(204);
            JsonNode lost =
                    manager().rest().get("/api/v1/assignments/" + assignment).body();
            assertThat(lost.get("state").asString()).isEqualTo("LOST");
            assertThat(lost.get("timeline").valueStream()).anySatisfy(entry -> {
                assertThat(entry.get("kind").asString()).isEqualTo("assignment-lost");
                assertThat(entry.get("actor").asString()).startsWith("olga from ");
            });
            assertThat(manager()
                            .rest()
                            .get("/api/v1/conflicts/" + conflict)
                            .body()
                            .get("state")
                            .asString())
                    .isEqualTo("WITHDRAWN");
            assertThat(manager()
                            .bean(Assignments.class)
                            .liveOn(UUID.fromString(fleet.agent().hostId())))
                    .isEmpty();
        }
    }

    @Test
    void noAssignmentIsMadeOnAHostThatIsRemovedMeanwhile() throws Exception {
        for (int round = 0; round < 3; round++) {
            try (Fleet fleet = new Fleet(manager())) {
                List<Rest.Answer> answers = atOnce(
                        2,
                        i -> i == 0
                                ? manager().rest().post("/api/v1/assignments", fleet.loan(Fleet.NIC_0))
                                : manager().rest().delete("/api/v1/hosts/" + fleet.host() + "?reason=scrapped"));
                boolean made = answers.get(0).status() == 202;
                assertThat(answers.get(1).status()).isEqualTo(made ? 409 : 204);
                assertThat(manager()
                                .bean(Assignments.class)
                                .liveOn(UUID.fromString(fleet.agent().hostId()))
                                .isEmpty())
                        .isEqualTo(!made);
            }
        }
    }

    @Test
    void aRenewalLeavesNoValidCertificateToAHostThatIsRemovedAtTheSameTime() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = name();
            JoinedHost host = JoinedHost.join(manager(), name);
            HostKey next = HostKey.make();
            List<Rest.Answer> answers = atOnce(
                    2,
                    i -> i == 0
                            ? host.renew(next)
                            : manager().rest().delete("/api/v1/hosts/" + name + "?reason=scrapped"));
            assertThat(answers.get(1).status()).isEqualTo(204);
            if (answers.get(0).status() == 200) {
                assertThat(JoinedHost.of(manager(), next, answers.get(0)).poll().problem())
                        .isEqualTo("host-removed");
            }
        }
    }

    private List<JsonNode> certificates(String host) {
        return manager()
                .rest()
                .get("/api/v1/hosts/" + host + "/certificates")
                .items()
                .valueStream()
                .toList();
    }

    private Set<String> kinds(String host) {
        Set<String> kinds = new HashSet<>();
        manager()
                .rest()
                .get("/api/v1/hosts/" + host + "/record")
                .items()
                .valueStream()
                .forEach(entry -> kinds.add(entry.get("kind").asString()));
        return kinds;
    }

    private static List<String> problems(List<Rest.Answer> answers) {
        return answers.stream()
                .filter(answer -> answer.status() != 200)
                .map(Rest.Answer::problem)
                .toList();
    }

    private static List<Rest.Answer> atOnce(int many, IntFunction<Rest.Answer> request) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(many);
        CyclicBarrier together = new CyclicBarrier(many);
        try {
            List<Future<Rest.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int number = i;
                answers.add(threads.submit(() -> {
                    together.await(60, TimeUnit.SECONDS);
                    return request.apply(number);
                }));
            }
            List<Rest.Answer> all = new ArrayList<>();
            for (Future<Rest.Answer> answer : answers) {
                all.add(answer.get(120, TimeUnit.SECONDS));
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private static String name() {
        return "joins-" + NUMBER.incrementAndGet();
    }
}
