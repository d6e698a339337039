package io.bailiff.manager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Every group of many hosts is claimed at the same moment; how long does it take until each guest has been asked for its own? A
 * manager as it is set up by default, in this process, with the agents and the libvirts of all hosts.
 *
 * <p>Usage: {@code FirstRequestBench H2|POSTGRESQL HOSTS}. Prints a line for each conflict: the milliseconds from its being opened
 * to the first request at libvirt, and from its agent's report to that.
 */
public final class FirstRequestBench {

    private static final List<FakeGuest.Behaviour> GUESTS = List.of(
            FakeGuest.Behaviour.OBEDIENT,
            FakeGuest.Behaviour.OBEDIENT,
            FakeGuest.Behaviour.DEAF,
            FakeGuest.Behaviour.FIRMWARE,
            FakeGuest.Behaviour.STUCK);

    /** As in the manager's own settings; those of the tests are shorter. */
    private static final List<String> AS_BY_DEFAULT = List.of(
            "--bailiff.assignment.ask-again=10s",
            "--bailiff.assignment.look=5s",
            "--bailiff.assignment.look-at-active=30s",
            "--bailiff.assignment.retry-first=5s",
            "--bailiff.assignment.retry-most=5m",
            "--bailiff.ladder.ask-again=10s",
            "--bailiff.ladder.look=5s",
            "--db-scheduler.polling-interval=1s",
            "--db-scheduler.shutdown-max-wait=5s");

    private FirstRequestBench() {}

    public static void main(String[] arguments) throws Exception {
        TestDatabase database = TestDatabase.valueOf(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        Path home = Files.createTempDirectory("bailiff-bench");
        ExecutorService threads = Executors.newFixedThreadPool(number);
        try (RunningManager manager =
                new RunningManager(database, home, AS_BY_DEFAULT.toArray(String[]::new)).start()) {
            List<CrowdedHost> hosts = all(
                    Executors.newFixedThreadPool(8),
                    IntStream.range(0, number)
                            .<Callable<CrowdedHost>>mapToObj(i -> () -> new CrowdedHost(manager, GUESTS).lendAll())
                            .toList());
            // What lending them all has left to do is done then.
            TimeUnit.SECONDS.sleep(10);
            List<String> lines =
                    all(
                                    threads,
                                    hosts.stream()
                                            .<Callable<List<String>>>map(host -> () -> claim(host))
                                            .toList())
                            .stream()
                            .flatMap(List::stream)
                            .toList();
            lines.forEach(System.out::println);
        } finally {
            TestDatabase.close();
        }
        // Its hosts go on for ever.
        System.exit(0);
    }

    private static <T> List<T> all(ExecutorService threads, List<Callable<T>> work)
            throws InterruptedException, ExecutionException {
        List<Future<T>> done = threads.invokeAll(work);
        threads.shutdown();
        return done.stream().map(FirstRequestBench::result).toList();
    }

    private static <T> T result(Future<T> done) {
        try {
            return done.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static List<String> claim(CrowdedHost host) throws InterruptedException, IOException {
        Instant made = Instant.now();
        host.claimAll();
        List<Instant> asked = new java.util.ArrayList<>();
        for (CrowdedHost.Loan loan : host.loans()) {
            while (loan.guest().firstAskedAt().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            asked.add(loan.guest().firstAskedAt().orElseThrow());
        }
        // Not to be asked about it while others wait.
        TimeUnit.SECONDS.sleep(30);
        return IntStream.range(0, asked.size())
                .mapToObj(i -> line(opened(host, i), made, asked.get(i)))
                .toList();
    }

    private static Instant opened(CrowdedHost host, int loan) {
        String guest = host.loans().get(loan).guest().name();
        return host.conflicts().stream()
                .filter(conflict -> conflict.get("guest").get("name").asString().equals(guest))
                .map((JsonNode conflict) ->
                        Instant.parse(conflict.get("openedAt").asString()))
                .findFirst()
                .orElseThrow();
    }

    private static String line(Instant opened, Instant made, Instant asked) {
        return String.format(
                Locale.ROOT,
                "%d %d",
                Duration.between(opened, asked).toMillis(),
                Duration.between(made, asked).toMillis());
    }
}
