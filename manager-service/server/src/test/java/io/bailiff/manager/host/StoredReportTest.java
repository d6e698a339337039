// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.manager.problem.ProblemException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredReportTest {

    @Test
    void aReportOfAUsualHostIsStoredAsItIs() {
        assertThat(StoredReport.text("{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(StoredReport.json("{\"a\":1}")).isEqualTo("{\"a\":1}");
    }

    @Test
    void aLargeReportIsStoredInTheColumnAndReadBackAsItWas() {
        String json = "{\"text\":\"" + "0000:02:01.0 Bügel ".repeat(150_000) + "\"}";
        String stored = StoredReport.text(json);
        assertThat(stored.length()).isLessThan(StoredReport.LONGEST_COLUMN);
        assertThat(StoredReport.json(stored)).isEqualTo(json);
    }

    @Test
    void aReportThatCannotBeCompressedIntoTheColumnIsRefused() {
        StringBuilder json = new StringBuilder("{");
        new Random(1).ints(3_000_000, ' ', 0x7f).forEach(character -> json.append((char) character));
        assertThatThrownBy(() -> StoredReport.text(json.toString()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().name()).isEqualTo("report-too-large"));
    }
}
