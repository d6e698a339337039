// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import java.util.List;
import java.util.stream.Collectors;

/** The text about the parts of a configuration that could not be restored. */
final class NotRestored {

    /** The message goes to the manager and into the record. The log of the agent and the command line have every part. */
    private static final int MOST = 6;

    private NotRestored() {}

    /** Returns a text that continues a message; empty if everything is restored. */
    static String text(List<String> parts) {
        if (parts.isEmpty()) {
            return "";
        }
        String more = parts.size() > MOST ? "; and " + (parts.size() - MOST) + " more" : "";
        return parts.stream().limit(MOST).collect(Collectors.joining("; ", " Not restored: ", more + "."));
    }
}
