// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * What a page of ten assignments costs with ten ended assignments in the database, and with 10,000: two managers in this process, asked in
 * turn.
 *
 * <p>Usage: {@code ListBench H2|POSTGRESQL PAGES}. Prints a line for each page: the list, the microseconds with ten, and with 10,000.
 */
public final class ListBench {

    private static final int WARM_UPS = 500;
    private static final UUID HOST = UUID.fromString("f0000000-0000-4000-8000-000000000001");
    private static final List<String> LISTS = List.of(
            "assignments?limit=10",
            "assignments?limit=10&live=false&host=past",
            "conflicts?limit=10",
            "claims?limit=10");

    private ListBench() {}

    public static void main(String[] arguments) throws Exception {
        TestDatabase database = TestDatabase.valueOf(arguments[0]);
        int pages = Integer.parseInt(arguments[1]);
        Path home = Files.createTempDirectory("bailiff-bench");
        RunningManager few = started(database, home.resolve("few"), 10);
        RunningManager many = started(database, home.resolve("many"), 10_000);
        for (String list : LISTS) {
            for (int page = -WARM_UPS; page < pages; page++) {
                long ofFew = micros(few, list);
                long ofMany = micros(many, list);
                if (page >= 0) {
                    System.out.println(list + " " + ofFew + " " + ofMany);
                }
            }
        }
        few.close();
        many.close();
        FileSystemUtils.deleteRecursively(home);
    }

    private static RunningManager started(TestDatabase database, Path home, int recorded) {
        RunningManager manager = new RunningManager(database, home).start();
        JdbcTemplate jdbc = manager.bean(JdbcTemplate.class);
        jdbc.update(
                "insert into host (id, name, live_name, revision, enrolled_at)"
                        + " values (?, 'past', 'past', 0, cast('2026-01-01T00:00:00Z' as timestamp with time zone))",
                HOST);
        new StoredPast(database, jdbc, HOST).add(1, recorded, Instant.parse("2026-01-02T03:04:05Z"));
        jdbc.execute("analyze");
        return manager;
    }

    private static long micros(RunningManager manager, String list) {
        long begin = System.nanoTime();
        Rest.Answer answer = manager.rest().get("/api/v1/" + list);
        long end = System.nanoTime();
        if (answer.items().size() != 10) {
            throw new IllegalStateException("no page of ten: " + answer);
        }
        return (end - begin) / 1000;
    }
}
