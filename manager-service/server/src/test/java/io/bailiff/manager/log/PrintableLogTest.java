// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrintableLogTest {

    private static final String FORGED = "name\n2026-01-01 ERROR record: kind=guest-killed\u001b[2J\u202e";

    /** Returns the bytes that the shipped configuration writes for a message. */
    private static String written(String message, @Nullable Throwable thrown) throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(PrintableLogTest.class.getResource("/logback-spring.xml"));
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) root.getAppender("CONSOLE");
        LoggingEvent event = new LoggingEvent(
                PrintableLogTest.class.getName(), root, Level.INFO, "host={}", thrown, new Object[] {message});
        String text = new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
        context.stop();
        return text;
    }

    @Test
    void aMessageIsOneLineWhateverAHostNamesItself() throws JoranException {
        assertThat(written(FORGED, null).lines().toList())
                .singleElement()
                .asString()
                .contains("host=name\\u000a2026-01-01 ERROR record: kind=guest-killed\\u001b[2J\\u202e");
    }

    @Test
    void theMessageOfAnExceptionBeginsNoLine() throws JoranException {
        Exception thrown = new IllegalStateException(FORGED, new IllegalArgumentException(FORGED));
        thrown.addSuppressed(new IllegalStateException(FORGED));
        assertThat(written("a", thrown).lines().toList())
                .noneMatch(line -> line.startsWith("2026-01-01"))
                .anyMatch(line -> line.contains("IllegalStateException: name\\u000a2026"))
                .anyMatch(line -> line.contains("IllegalArgumentException: name\\u000a2026"))
                .anyMatch(line -> line.contains("\tat io.bailiff.manager.log"));
        assertThat(written("a", thrown)).doesNotContain("\u001b[2J").doesNotContain("\u202e");
    }
}
