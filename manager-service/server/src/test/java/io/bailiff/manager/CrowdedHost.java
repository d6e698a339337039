// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.sim.GuestBehaviour;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** One of many hosts: each of its groups is lent to a guest of its own, and all are claimed at once. */
final class CrowdedHost implements AutoCloseable {

    static final int GROUPS = 5;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final RunningManager manager;
    private final String name;
    private final FakeAgent agent;
    private final List<GuestBehaviour> guests;
    private final List<Loan> loans;

    /** A group and who has it. */
    record Loan(FakeGroup group, String function, TestGuest guest) {}

    CrowdedHost(RunningManager manager, List<GuestBehaviour> guests) {
        this.manager = manager;
        this.guests = List.copyOf(guests);
        this.name = "crowded-" + NUMBER.incrementAndGet();
        TestHypervisor libvirt = manager.hypervisors().of(name);
        this.loans = IntStream.range(0, guests.size())
                .mapToObj(i -> new Loan(
                        new FakeGroup(i).endpoint(function(i), "nvme"),
                        function(i),
                        libvirt.guest("guest-" + i, GuestBehaviour.OBEDIENT).start()))
                .toList();
        this.agent = new FakeAgent(
                        name,
                        libvirt,
                        manager::rest,
                        loans.stream().map(Loan::group).toList())
                .asRealOnes()
                .start();
    }

    private static String function(int group) {
        return "0000:0" + group + ":00.0";
    }

    /** Lends those of its groups that it has; returns when all guests have theirs, and behave as they are to. */
    CrowdedHost lendAll() {
        await(name)
                .atMost(PATIENCE)
                .until(() -> rest().get("/api/v1/hosts/" + name + "/guests").status() == 200);
        for (Loan loan : loans) {
            if (loan.group.state() == GroupState.WITH_HOST) {
                lend(loan);
            }
        }
        await(name)
                .atMost(PATIENCE)
                .until(() -> live().stream()
                                .filter(assignment ->
                                        assignment.get("state").asString().equals("ACTIVE"))
                                .count()
                        == loans.size());
        // Not before: a guest whose process is stopped cannot be given anything.
        for (int i = 0; i < loans.size(); i++) {
            loans.get(i).guest.behaves(guests.get(i));
        }
        return this;
    }

    private void lend(Loan loan) {
        Rest.Answer answer = rest().post(
                        "/api/v1/assignments",
                        Map.of("host", name, "guest", loan.guest.name(), "functions", List.of(loan.function)));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    }

    private List<JsonNode> live() {
        return rest().get("/api/v1/assignments?live=true&limit=500&host=" + name)
                .items()
                .valueStream()
                .toList();
    }

    /** Somebody on the host opens the bind files of all of them; returns the agent's ids of the claims. */
    List<String> claimAll() {
        return agent.holdAll(loans.stream().map(Loan::function).toList());
    }

    FakeAgent agent() {
        return agent;
    }

    List<Loan> loans() {
        return loans;
    }

    private Rest rest() {
        return manager.rest();
    }

    /** In the order of the loans. */
    List<JsonNode> assignments() {
        List<JsonNode> oldestFirst = new ArrayList<>(rest().get("/api/v1/assignments?limit=500&host=" + name)
                .items()
                .valueStream()
                .toList());
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }

    List<JsonNode> conflicts() {
        return rest().get("/api/v1/conflicts?limit=500&host=" + name)
                .items()
                .valueStream()
                .toList();
    }

    List<JsonNode> openConflicts() {
        return rest().get("/api/v1/conflicts?open=true&limit=500&host=" + name)
                .items()
                .valueStream()
                .toList();
    }

    /** Has the ladder go differently for one of the loans. */
    void policy(int loan, Map<String, Object> policy) {
        String id = assignments().get(loan).get("id").asString();
        Rest.Answer answer = rest().put("/api/v1/assignments/" + id + "/policy", policy);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    @Override
    public void close() throws IOException {
        agent.close();
    }
}
