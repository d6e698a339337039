// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.agent.sim.GuestBehaviour;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Every group of many hosts is claimed at the same moment; how long does it take until each guest has been asked for its own? A
 * manager as it is set up by default, in this process, with the agents and the libvirts of all hosts.
 *
 * <p>Usage: {@code FirstRequestBench H2|POSTGRESQL HOSTS ROUNDS}, with so many rounds of warming up before. Prints a line for each conflict: the milliseconds from its being opened
 * to the first request at libvirt, and from its agent's report to that.
 */
public final class FirstRequestBench {

    private static final List<GuestBehaviour> GUESTS = List.of(
            GuestBehaviour.OBEDIENT,
            GuestBehaviour.OBEDIENT,
            GuestBehaviour.DEAF,
            GuestBehaviour.FIRMWARE,
            GuestBehaviour.STUCK);

    /** As in the manager's own settings; those of the tests are shorter. */
    private static final List<String> AS_BY_DEFAULT = List.of(
            "--bailiff.guest.ask-again=10s",
            "--bailiff.assignment.look=5s",
            "--bailiff.assignment.look-at-active=30s",
            "--bailiff.assignment.retry-first=5s",
            "--bailiff.assignment.retry-most=5m",
            "--bailiff.ladder.look=5s",
            "--db-scheduler.polling-interval=1s",
            "--db-scheduler.shutdown-max-wait=5s");

    private FirstRequestBench() {}

    /** When a host's claims were made, and the host. */
    private record Claimed(Instant at, CrowdedHost host) {}

    public static void main(String[] arguments) throws Exception {
        TestDatabase database = TestDatabase.valueOf(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        int warmUps = Integer.parseInt(arguments[2]);
        Path home = Files.createTempDirectory("bailiff-bench");
        RunningManager manager = new RunningManager(database, home, AS_BY_DEFAULT.toArray(String[]::new)).start();
        List<CrowdedHost> hosts = all(8, number, i -> () -> new CrowdedHost(manager, GUESTS).lendAll());
        for (int round = 0; round < warmUps; round++) {
            warmUp(hosts);
        }
        // What is left to do of all that is done then.
        TimeUnit.SECONDS.sleep(10);
        long before = cpuMillis();
        List<Claimed> claimed = all(number, number, i -> () -> claim(hosts.get(i)));
        awaitAsked(hosts);
        System.out.println("processor-ms " + (cpuMillis() - before));
        claimed.forEach(FirstRequestBench::print);
        manager.close();
        // The agents' threads never end.
        System.exit(0);
    }

    /**
     * The same, with guests that let go or do nothing; then everybody who still waits gives up, and what was taken is lent again. A
     * manager that has run for a day has had all of that compiled.
     */
    private static void warmUp(List<CrowdedHost> hosts) throws Exception {
        hosts.forEach(host -> host.loans().forEach(loan -> loan.guest().behaves(GuestBehaviour.DEAF)));
        hosts.forEach(host -> host.loans().get(0).guest().behaves(GuestBehaviour.OBEDIENT));
        all(hosts.size(), hosts.size(), i -> () -> claim(hosts.get(i)));
        awaitAsked(hosts);
        all(8, hosts.size(), i -> () -> {
            hosts.get(i).agent().withdrawAll();
            return i;
        });
        for (CrowdedHost host : hosts) {
            while (!host.openConflicts().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        all(8, hosts.size(), i -> () -> hosts.get(i).lendAll());
        hosts.forEach(FirstRequestBench::behaveAsMeasured);
    }

    private static void behaveAsMeasured(CrowdedHost host) {
        for (int i = 0; i < GUESTS.size(); i++) {
            TestGuest guest = host.loans().get(i).guest();
            guest.forgetRequests();
            guest.behaves(GUESTS.get(i));
        }
    }

    private static void awaitAsked(List<CrowdedHost> hosts) throws InterruptedException {
        while (!hosts.stream().allMatch(FirstRequestBench::isAsked)) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Does something for each number, so many at a time. */
    private static <T> List<T> all(int atATime, int number, IntFunction<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atATime);
        List<Future<T>> done =
                threads.invokeAll(IntStream.range(0, number).mapToObj(work).toList());
        threads.shutdown();
        List<T> results = new ArrayList<>();
        for (Future<T> one : done) {
            results.add(one.get());
        }
        return results;
    }

    /** What this process has used, of all processors together. */
    private static long cpuMillis() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
    }

    private static Claimed claim(CrowdedHost host) {
        Instant now = Instant.now();
        host.claimAll();
        return new Claimed(now, host);
    }

    private static boolean isAsked(CrowdedHost host) {
        return host.loans().stream()
                .allMatch(loan -> loan.guest().firstAskedAt().isPresent());
    }

    private static void print(Claimed claimed) {
        Map<String, Instant> opened = claimed.host().conflicts().stream()
                .collect(Collectors.toMap(
                        conflict -> conflict.get("guest").get("name").asString(),
                        conflict -> Instant.parse(conflict.get("openedAt").asString()),
                        (one, another) -> one.isAfter(another) ? one : another));
        for (CrowdedHost.Loan loan : claimed.host().loans()) {
            Instant asked = loan.guest().firstAskedAt().orElseThrow();
            Instant since = Objects.requireNonNull(opened.get(loan.guest().name()));
            System.out.println(Duration.between(since, asked).toMillis() + " "
                    + Duration.between(claimed.at(), asked).toMillis());
        }
    }
}
