// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.log;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.bailiff.agent.api.Printable;

/**
 * Writes the message of a log line with escapes, for every logger: hosts, guests and processes choose parts of the messages, and none of the
 * parts may begin a line of its own.
 */
public final class PrintableMessage extends MessageConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return Printable.text(super.convert(event));
    }
}
