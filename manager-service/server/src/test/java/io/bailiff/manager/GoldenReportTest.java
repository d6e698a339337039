// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The manager takes the reports of an agent of commit 1ad4a37, and shows all that they tell. */
class GoldenReportTest {

    private final RunningManager manager = Managers.on(TestDatabase.H2);

    @ParameterizedTest
    @ValueSource(strings = {"detached", "held", "appeared"})
    void aReportOfAnOlderAgentIsTaken(String name) throws IOException {
        String host = "golden-" + name;
        String text = GoldenDatabase.text("reports/" + name + ".json");
        JsonNode report = new JsonMapper().readTree(text);
        JoinedHost joined = JoinedHost.join(manager, host);

        Rest.Answer answer = joined.rest().post("/agent/v1/hosts/" + joined.id() + "/reports", text);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
        JsonNode shown = manager.rest().get("/api/v1/hosts/" + host).body();
        assertThat(shown.get("inventory").get("bootId")).isEqualTo(report.get("bootId"));
        assertThat(shown.get("guard").get("policy"))
                .isEqualTo(report.get("guard").get("policy"));
        assertThat(groups(shown)).isNotEmpty().containsExactlyInAnyOrderElementsOf(groups(report));
        assertThat(claims(host)).containsExactlyInAnyOrderElementsOf(told(report));
    }

    private static List<Tuple> groups(JsonNode of) {
        return of.get("groups")
                .valueStream()
                .map(group -> tuple(
                        group.get("fingerprint").asString(),
                        group.get("state").asString(),
                        group.get("use").get("state").asString(),
                        group.path("owner").asString(""),
                        texts(group, "members", "address"),
                        texts(group, "members", "driver"),
                        texts(group, "members", "driverOverride"),
                        texts(group, "refusals", "code"),
                        texts(group, "detachPlan", "text")))
                .toList();
    }

    private static List<String> texts(JsonNode group, String things, String field) {
        return group.get(things)
                .valueStream()
                .map(thing -> thing.path(field).asString(""))
                .toList();
    }

    private static List<Tuple> told(JsonNode report) {
        return report.get("claims")
                .valueStream()
                .map(claim -> claim(claim, claim.get("id")))
                .toList();
    }

    private List<Tuple> claims(String host) {
        return manager.rest()
                .get("/api/v1/claims?host=" + host)
                .items()
                .valueStream()
                .map(claim -> claim(claim, claim.get("hostClaim")))
                .toList();
    }

    private static Tuple claim(JsonNode claim, JsonNode id) {
        return tuple(
                id.asString(),
                claim.get("kind").asString(),
                claim.get("status").asString(),
                claim.get("message").asString(),
                claim.path("function").asString(""),
                claim.path("claimant").path("command").asString(""),
                claim.path("claimant").path("pid").asLong(0),
                claim.path("claimant").path("parents").size());
    }
}
