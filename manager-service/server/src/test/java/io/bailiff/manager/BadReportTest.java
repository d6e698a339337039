// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A report with a guard or claims that make no sense is refused, with the reason, and nothing of it is taken. */
class BadReportTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static Fleet fleet;
    private static String reports;

    @BeforeAll
    static void host() throws IOException {
        fleet = new Fleet(Managers.on(TestDatabase.H2));
        fleet.active(Fleet.NIC_0);
        fleet.agent().close();
        fleet.agent().silent(true);
        reports = "/agent/v1/hosts/" + fleet.agent().hostId() + "/reports";
    }

    @AfterAll
    static void stop() throws IOException {
        fleet.close();
    }

    /** A report with one claim, and how it is spoilt. */
    record Bad(String name, String says, Consumer<ObjectNode> spoil) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Bad report(String name, String says, Consumer<ObjectNode> spoil) {
        return new Bad(name, says, spoil);
    }

    private static Bad dependent(String name, String says, Consumer<ObjectNode> spoil) {
        return new Bad(name, says, report -> {
            ObjectNode dependent = ((ObjectNode) report.get("groups").get(0))
                    .putArray("dependents")
                    .addObject();
            dependent
                    .put("function", Fleet.NIC_0)
                    .put("kind", "VIRTUAL_FUNCTION")
                    .put("name", Fleet.NIC_1);
            spoil.accept(dependent);
        });
    }

    private static Bad use(String name, String says, Consumer<ObjectNode> spoil) {
        return new Bad(
                name,
                says,
                report -> spoil.accept((ObjectNode) report.get("groups").get(0).get("use")));
    }

    private static Bad claim(String name, String says, Consumer<ObjectNode> spoil) {
        return new Bad(name, says, report -> spoil.accept(claimOf(report)));
    }

    private static Bad claimant(String name, String says, Consumer<ObjectNode> spoil) {
        return new Bad(
                name, says, report -> spoil.accept((ObjectNode) claimOf(report).get("claimant")));
    }

    private static ObjectNode claimOf(ObjectNode report) {
        return (ObjectNode) report.get("claims").get(0);
    }

    static Stream<Bad> bad() {
        String huge = "x".repeat(5000);
        return Stream.of(
                report("no guard", "guard", report -> report.remove("guard")),
                report("null guard", "guard", report -> report.putNull("guard")),
                report("guard as text", "guard", report -> report.put("guard", "HOLD")),
                report("no policy", "guard.policy", report -> ((ObjectNode) report.get("guard")).remove("policy")),
                report("unknown policy", "policy", report -> ((ObjectNode) report.get("guard")).put("policy", "MAYBE")),
                report(
                        "no keeper",
                        "guard.survivesAgent",
                        report -> ((ObjectNode) report.get("guard")).remove("survivesAgent")),
                report("no limits", "guard.limits", report -> ((ObjectNode) report.get("guard")).remove("limits")),
                dependent(
                        "a dependent of nothing",
                        "groups[0].dependents[0].function",
                        dependent -> dependent.remove("function")),
                dependent(
                        "a dependent without kind",
                        "groups[0].dependents[0].kind",
                        dependent -> dependent.remove("kind")),
                dependent(
                        "a dependent without name",
                        "groups[0].dependents[0].name",
                        dependent -> dependent.remove("name")),
                dependent(
                        "a huge name of a dependent",
                        "groups[0].dependents[0].name",
                        dependent -> dependent.put("name", huge)),
                dependent(
                        "a huge driver of a dependent",
                        "groups[0].dependents[0].driver",
                        dependent -> dependent.put("driver", huge)),
                dependent(
                        "a huge use of a dependent",
                        "groups[0].dependents[0].use",
                        dependent -> dependent.put("use", huge.repeat(4))),
                use("no state of a use", "groups[0].use.state", use -> use.remove("state")),
                use(
                        "a null unknown of a use",
                        "groups[0].use.unknowns[0]",
                        use -> use.putArray("unknowns").addNull()),
                use(
                        "a huge unknown of a use",
                        "groups[0].use.unknowns[0]",
                        use -> use.putArray("unknowns").add(huge.repeat(4))),
                report("no claims", "claims", report -> report.remove("claims")),
                report("null claims", "claims", report -> report.putNull("claims")),
                report(
                        "a null claim",
                        "claims[0]",
                        report -> report.putArray("claims").addNull()),
                report(
                        "a claim twice",
                        "claims[1].id",
                        report -> report.withArray("claims")
                                .add(report.get("claims").get(0).deepCopy())),
                claim("no id", "claims[0].id", claim -> claim.remove("id")),
                claim("no UUID", "claims[0].id", claim -> claim.put("id", "1-1-1-1-1")),
                claim("no kind", "claims[0].kind", claim -> claim.remove("kind")),
                claim("no status", "claims[0].status", claim -> claim.remove("status")),
                claim("null groups", "claims[0].groups", claim -> claim.putNull("groups")),
                claim("empty groups", "claims[0].groups", claim -> claim.putArray("groups")),
                claim(
                        "a null group",
                        "claims[0].groups[0]",
                        claim -> claim.putArray("groups").addNull()),
                claim(
                        "no fingerprint",
                        "claims[0].groups[0]",
                        claim -> claim.putArray("groups").add("the NIC")),
                claim(
                        "held for two groups",
                        "claims[0].groups",
                        claim -> claim.withArray("groups").add("0".repeat(32))),
                claim("malformed function", "claims[0].function", claim -> claim.put("function", "nic")),
                claim("no what", "claims[0].what", claim -> claim.remove("what")),
                claim("huge what", "claims[0].what", claim -> claim.put("what", huge)),
                claim("huge message", "claims[0].message", claim -> claim.put("message", huge)),
                claim("huge file", "claims[0].file", claim -> claim.put("file", huge)),
                claim("no time", "claims[0].madeAt", claim -> claim.remove("madeAt")),
                claim(
                        "a time that no calendar has",
                        "claims[0].since",
                        claim -> claim.put("since", "+999999999-12-31T23:59:59Z")),
                claimant("no command", "claims[0].claimant.command", who -> who.remove("command")),
                claimant("huge command", "claims[0].claimant.command", who -> who.put("command", huge)),
                claimant("huge unit", "claims[0].claimant.unit", who -> who.put("unit", huge)),
                claimant("no parents", "claims[0].claimant.parents", who -> who.remove("parents")),
                claimant(
                        "a parent of nothing",
                        "parents",
                        who -> who.putArray("parents").addObject()),
                claimant("pid as text", "pid", who -> who.put("pid", "many")));
    }

    private static ObjectNode good() {
        ObjectNode report = JSON.valueToTree(fleet.agent().nextReport());
        report.putArray("claims")
                .add(JSON.<JsonNode>valueToTree(FakeAgent.claimOf(
                        UUID.randomUUID().toString(),
                        Kind.BIND,
                        Status.HELD,
                        List.of(fleet.nic().fingerprint()),
                        Fleet.NIC_0)));
        return report;
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadReportIsAProblemAndChangesNothing(Bad bad) {
        long before = sequence();
        int claims = fleet.claims().size();
        ObjectNode report = good();
        bad.spoil().accept(report);
        Rest.Answer answer = fleet.rest().post(reports, report, fleet.agent().credential());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.problem()).isNotEmpty();
        assertThat(answer.body().path("field").asString("")).contains(bad.says());
        assertThat(answer.body().get("remedy").asString()).isNotEmpty();
        assertThat(sequence()).isEqualTo(before);
        assertThat(fleet.claims()).hasSize(claims);
    }

    @Test
    void whatANewerAgentSaysOfClaimsBeyondTheContractIsPassedOver() {
        ObjectNode report = good();
        claimOf(report).put("status", "PREVENTED").put("mood", "bad");
        ((ObjectNode) claimOf(report).get("claimant")).put("shoes", 42);
        ((ObjectNode) report.get("guard")).put("temperature", 40);
        Rest.Answer answer = fleet.rest().post(reports, report, fleet.agent().credential());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
    }

    private static long sequence() {
        return fleet.rest()
                .get("/api/v1/hosts/" + fleet.host())
                .body()
                .get("inventory")
                .get("sequence")
                .asLong();
    }
}
