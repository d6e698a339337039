// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.problem.Fields;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rejects reports with a health event that lacks a field or exceeds a limit. */
final class CompleteHealth {

    private static final int MOST = 1000;
    private static final int LONGEST_DETAIL = 500;
    private static final int LONGEST_BOOT_ID = 253;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private CompleteHealth() {}

    static void require(HostReport report) {
        List<HealthEvent> events = report.health();
        if (events.size() > MOST) {
            throw Fields.tooMuch("health", "has more than " + MOST + " entries").exception();
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < events.size(); i++) {
            String field = "health[" + i + "]";
            event(events.get(i), field);
            if (!ids.add(events.get(i).id())) {
                throw Fields.tooMuch(field + ".id", "is also the id of another event in the report")
                        .exception();
            }
        }
    }

    private static void event(HealthEvent event, String field) {
        if (!ID.matcher(event.id()).matches()) {
            throw Fields.tooMuch(field + ".id", "is not 12 hexadecimal digits").exception();
        }
        if (event.count() < 1) {
            throw Fields.tooMuch(field + ".count", "is less than 1").exception();
        }
        Fields.text(event.bootId(), field + ".bootId", LONGEST_BOOT_ID);
        if (event.detail() != null) {
            Fields.anyText(event.detail(), field + ".detail", LONGEST_DETAIL);
        }
        time(event.firstAt(), field + ".firstAt");
        time(event.lastAt(), field + ".lastAt");
    }

    private static void time(Instant time, String field) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
            throw Fields.tooMuch(field, "is not between " + Instant.EPOCH + " and " + LATEST)
                    .exception();
        }
    }
}
