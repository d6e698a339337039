// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** No row is lost without an export, whenever the manager is killed. */
class RowRemoverTest {

    private static final Removal THINGS = new Removal(
            "thing",
            "id",
            "select id from thing where :assignments is not null order by id",
            List.of(Removal.Part.of("thing_part", "thing_id")));
    private static final Cutoffs NOW =
            new Cutoffs(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);

    private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder()
            .generateUniqueName(true)
            .setType(EmbeddedDatabaseType.H2)
            .build();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final List<String> exported = new ArrayList<>();

    /** The death of the process, which nothing catches. */
    private static final class Killed extends Error {

        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void things() {
        jdbc.execute("create table thing (id bigint primary key, name varchar(20))");
        jdbc.execute("create table thing_part (thing_id bigint references thing (id), part integer)");
        jdbc.execute("insert into thing select x, 'thing ' || x from system_range(1, 450)");
        jdbc.execute("insert into thing_part select x, 7 from system_range(1, 450)");
    }

    private RowRemover remover(Export export) {
        return new RowRemover(
                new NamedParameterJdbcTemplate(database),
                new TransactionTemplate(new DataSourceTransactionManager(database)),
                export,
                new JsonMapper(),
                Clock.systemUTC());
    }

    @Test
    void aTransactionRemovesNoMoreThanItsShare() {
        RowRemover remover = remover(exported::addAll);

        assertThat(remover.remove(THINGS, NOW)).isEqualTo(RowRemover.AT_ONCE);
        assertThat(things(jdbc)).isEqualTo(250);
        assertThat(remover.remove(THINGS, NOW)).isEqualTo(RowRemover.AT_ONCE);
        assertThat(remover.remove(THINGS, NOW)).isEqualTo(50);
        assertThat(remover.remove(THINGS, NOW)).isZero();
        assertThat(exported).hasSize(450);
        assertThat(exported.get(0)).contains("\"id\":1,", "\"thing_part\":[{\"thing_id\":1,\"part\":7}]");
    }

    @Test
    void aKillAfterTheExportRemovesNothingAndTheNextManagerExportsAgain() {
        Export killed = lines -> {
            exported.addAll(lines);
            throw new Killed();
        };

        assertThatThrownBy(() -> remover(killed).remove(THINGS, NOW)).isInstanceOf(Killed.class);

        assertThat(things(jdbc)).isEqualTo(450);
        assertThat(exported).hasSize(RowRemover.AT_ONCE);
        assertThat(remover(exported::addAll).remove(THINGS, NOW)).isEqualTo(RowRemover.AT_ONCE);
        assertThat(exported.subList(RowRemover.AT_ONCE, 2 * RowRemover.AT_ONCE))
                .extracting(line -> line.substring(line.indexOf("\"row\"")))
                .isEqualTo(exported.subList(0, RowRemover.AT_ONCE).stream()
                        .map(line -> line.substring(line.indexOf("\"row\"")))
                        .toList());
    }

    @Test
    void aFailedExportRemovesNothing() {
        Export full = lines -> {
            throw new IOException("No space left on device");
        };

        assertThatThrownBy(() -> remover(full).remove(THINGS, NOW)).isInstanceOf(UncheckedIOException.class);

        assertThat(things(jdbc)).isEqualTo(450);
    }

    private static int things(JdbcTemplate jdbc) {
        Integer count = jdbc.queryForObject("select count(*) from thing", Integer.class);
        return count == null ? 0 : count;
    }
}
