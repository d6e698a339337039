// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.hostile;

import io.bailiff.agent.api.Printable;
import io.bailiff.manager.Fleet;
import io.bailiff.manager.HostileFleet;
import io.bailiff.manager.Rest;
import io.bailiff.testing.schedule.RuleBroken;
import io.bailiff.testing.schedule.ScheduleRun;
import io.bailiff.testing.schedule.ScheduleSearch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whatever an agent sends as a report, the manager answers without a failure of its own, and operators' requests go on. */
class HostileReportsTest {

    private static final int USUAL = 500;

    private static final Set<Integer> ANSWERS = Set.of(204, 400, 409, 413);

    /** Each character beyond ASCII as an escape: half of a surrogate pair reaches the manager. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(10_000)
                            .build())
                    .build())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private final HostileFleet hostile = new HostileFleet();
    private int sent;

    @Test
    void noReportIsAnsweredWithAFailureAndNoOperatorIsKeptFromTheHosts() throws IOException {
        try (hostile) {
            new ScheduleSearch<>(HostileReport::of, this::run).run(USUAL);
            require(hostile.report(JSON.writeValueAsString(hostile.valid())), Set.of(204), "a valid report is taken");
            everyOperator();
        }
    }

    private ScheduleRun run(HostileReport hostileReport) {
        List<String> story = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        try {
            ObjectNode report = hostile.valid();
            hostileReport.actions().forEach(change -> story.add(change.apply(report)));
            Rest.Answer answer = hostile.report(hostileReport.spelled(JSON.writeValueAsString(report)));
            story.add(answer.toString());
            require(answer, ANSWERS, "a report is taken or refused");
            if (answer.status() != 204 && answer.problem().isEmpty()) {
                throw new RuleBroken("a refusal names its reason: " + answer);
            }
            seen.add(answer.status() + " " + answer.problem());
            sent++;
            if (answer.status() == 204) {
                plan();
            }
            if (sent % 50 == 0) {
                everyOperator();
            }
            return new ScheduleRun(Optional.empty(), story, seen);
        } catch (RuleBroken broken) {
            return new ScheduleRun(Optional.of(broken), story, seen);
        }
    }

    /** A report may take the function away, so the plan may be refused. */
    private void plan() {
        Rest.Answer answer =
                hostile.fleet().rest().post("/api/v1/plans", hostile.fleet().nvmeLoan());
        require(answer, Set.of(200, 409, 422), "a plan is made or refused");
    }

    private void everyOperator() {
        Fleet fleet = hostile.fleet();
        String host = "/api/v1/hosts/" + fleet.host();
        for (String path : List.of(
                "/api/v1/hosts",
                host,
                host + "/groups",
                host + "/unknowns",
                host + "/guests",
                host + "/record",
                "/api/v1/claims?host=" + fleet.host(),
                "/api/v1/conflicts?host=" + fleet.host(),
                "/api/v1/assignments?host=" + fleet.host())) {
            require(fleet.rest().get(path), Set.of(200), "an operator reads " + path);
        }
        fleet.rest().get(host + "/record").items().forEach(entry -> {
            String text = entry.get("actor").asString() + entry.get("text").asString();
            if (!text.equals(Printable.text(text))) {
                throw new RuleBroken("the record is printable: " + entry);
            }
        });
    }

    private static void require(Rest.Answer answer, Set<Integer> statuses, String rule) {
        if (!statuses.contains(answer.status())) {
            throw new RuleBroken(rule + ": " + answer);
        }
    }
}
