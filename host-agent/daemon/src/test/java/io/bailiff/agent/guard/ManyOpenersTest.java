// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static io.bailiff.agent.guard.ManyLentGroups.RELATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.state.DiskFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand openers of a lent function at once. */
class ManyOpenersTest {

    private static final int OPENERS = 1000;

    @TempDir
    Path state;

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>());

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aThousandOpenersAreHeldByFewThreadsAndAllGoOnWhenTheGroupIsFree() throws Exception {
        ManyLentGroups host = new ManyLentGroups(state, 1, threads);
        List<Long> tickets = holdAll(host, OPENERS);

        assertThat(host.interceptor.answered()).isZero();
        assertThat(threads.getLargestPoolSize()).isLessThanOrEqualTo(32);
        assertThat(claimsOnDisk()).containsExactlyInAnyOrderElementsOf(tickets);

        GroupFingerprint group = host.claims().get(0).groups().get(0);
        host.guard.beginClose();
        host.guard.letHostTake(group);

        assertThat(tickets)
                .allSatisfy(
                        ticket -> assertThat(host.interceptor.answer(ticket)).isEqualTo("allowed"));
        assertThat(claimsOnDisk()).isEmpty();
    }

    @Test
    void theBytesOnDiskGrowWithTheOpenersAndNotWithTheirSquare() throws Exception {
        ManyLentGroups host = new ManyLentGroups(state, 1, threads);
        host.disk.written.set(0);
        holdAll(host, OPENERS / 4);
        long few = host.disk.written.get();
        holdAll(host, OPENERS);
        long many = host.disk.written.get();

        assertThat(many).isLessThan(6 * few);
        assertThat(many / OPENERS).as("bytes for one opener").isLessThan(3000);
    }

    @Test
    void theUsersOfAGroupAreSearchedOnceForAllItsOpeners() throws Exception {
        ManyLentGroups host = new ManyLentGroups(state, 1, threads, "command line");
        long guest = host.sim.processes().start("qemu-system-x86");
        host.sim.kernel().vfio().open(guest, ManyLentGroups.nic(0));
        holdAll(host, 20);
        host.calls.forget();

        host.guard.checkHeldClaims();

        assertThat(host.calls.all()).filteredOn("list /proc"::equals).hasSizeBetween(1, 2);
        assertThat(host.claims()).allSatisfy(claim -> assertThat(claim.status()).isEqualTo(Status.HELD));
    }

    @Test
    void openersThatCannotBeHeldAreDeniedAndAreALimitOfTheGuard() throws Exception {
        ManyLentGroups host = new ManyLentGroups(state, 1, Runnable::run);
        int before = host.guard.report().limits().size();
        host.interceptor.most = 2;
        long first = host.open(RELATED);
        long second = host.open(RELATED);
        long third = host.open(RELATED);
        long unrelated = host.open(ManyLentGroups.UNRELATED);

        assertThat(host.interceptor.answer(first)).isNull();
        assertThat(host.interceptor.answer(second)).isNull();
        assertThat(host.interceptor.answer(third)).isEqualTo("denied");
        assertThat(host.interceptor.answer(unrelated)).isEqualTo("allowed");
        assertThat(host.claims())
                .extracting(ClaimReport::status)
                .containsExactly(Status.HELD, Status.HELD, Status.DENIED);
        assertThat(host.guard.report().limits())
                .hasSize(before + 1)
                .contains("The agent can hold about 2 openers at once, and has denied 1 further openers:"
                        + " see LimitNOFILE in systemd.exec(5).");
    }

    private List<Long> holdAll(ManyLentGroups host, int openers) throws Exception {
        long process = host.process();
        int before = host.claims().size();
        List<Long> tickets = new ArrayList<>();
        for (int opener = before; opener < openers; opener++) {
            tickets.add(host.interceptor.open(process, RELATED));
        }
        host.guard.handleOpens();
        await().until(() -> host.claims().size() == openers);
        return tickets;
    }

    private List<Long> claimsOnDisk() throws Exception {
        ClaimBook book = new ClaimBook(state, new DiskFiles(), "boot-1");
        return new ClaimStore(book, Clock.systemUTC(), line -> {}, () -> {})
                .waiting().stream().map(HeldClaim::ticket).toList();
    }
}
