// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCellAndLinesEndWithoutBlanks() {
        Table table = new Table("GROUP", "MEMBER")
                .row("7", "0000:01:00.0")
                .row("", "x")
                .row("8");

        assertThat(table).hasToString("GROUP  MEMBER\n7      0000:01:00.0\n       x\n8");
    }

    @Test
    void aRowWithMoreCellsThanHeadingsIsRejected() {
        assertThatThrownBy(() -> new Table("GROUP").row("7", "x")).isInstanceOf(IllegalArgumentException.class);
    }
}
