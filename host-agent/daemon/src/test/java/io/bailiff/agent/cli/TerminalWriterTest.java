// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TerminalWriterTest {

    private static String written(String text) {
        StringWriter out = new StringWriter();
        PrintWriter terminal = new TerminalWriter(out);
        terminal.print(text);
        terminal.flush();
        return out.toString();
    }

    @Test
    void everyCharacterThatDoesNotShowIsEscapedExceptLineEndsAndTabs() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (Character.getType(point) == Character.SURROGATE) {
                continue;
            }
            String text = Character.toString(point);
            boolean same = point == '\n' || point == '\t' || Printable.shows(point);
            assertThat(written(text).equals(text)).as("U+%04X", point).isEqualTo(same);
        }
    }

    @Test
    void aPairOfSurrogatesInTwoWritesIsOneCharacter() {
        StringWriter out = new StringWriter();
        PrintWriter terminal = new TerminalWriter(out);
        terminal.write('\ud83d');
        terminal.write('\udca9');
        terminal.write('\ud83d');
        terminal.write('x');
        assertThat(out.toString()).isEqualTo("\ud83d\udca9\\ud83dx");
    }

    @Test
    void jsonWithEscapesIsTheSameJson() {
        String text = "web\u202e\u200b\u007f\udb40\udc41 \ud83d\udca9";
        JsonMapper json = JsonMapper.shared();
        assertThat(json.readValue(written(json.writeValueAsString(text)), String.class))
                .isEqualTo(text);
    }
}
