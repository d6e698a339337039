// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.audit.Texts;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.HostOutages.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The kinds and the entries of the outages of a part of a host. */
enum OutageTexts {
    AGENT(
            "The agent of %s is away since %s: %s. Orders for the host wait, and claims on the host are not reported."
                    + " Check bailiff-agent on the host, and its connection to the manager.",
            "The agent of %s is back after %s."),
    LIBVIRT(
            "The libvirt of %s does not answer since %s: %s. The guests of the host cannot be asked or changed."
                    + " Check libvirtd on the host.",
            "The libvirt of %s answers again after %s."),
    GUARD(
            "The guard of %s does not work since %s: %s. Claims on lent groups are not held. Read the agent's log.",
            "The guard of %s works again after %s.");

    private final String away;
    private final String back;

    OutageTexts(String away, String back) {
        this.away = away;
        this.back = back;
    }

    static OutageTexts of(Part part) {
        return switch (part) {
            case AGENT -> AGENT;
            case LIBVIRT -> LIBVIRT;
            case GUARD -> GUARD;
        };
    }

    private String part() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind of the entry about the start of an outage: {@code agent-away}, {@code libvirt-away} or {@code guard-away}. */
    String awayKind() {
        return part() + "-away";
    }

    /** Returns the kind of the entry about the end of an outage: {@code agent-back}, {@code libvirt-back} or {@code guard-back}. */
    String backKind() {
        return part() + "-back";
    }

    /** Returns the source of the entry: the guard's status comes from the agent's report. */
    String actor(String host) {
        return this == GUARD ? "agent of " + host : Timeline.MANAGER;
    }

    String away(String host, Instant since, String error) {
        String reason = error.endsWith(".") ? error.substring(0, error.length() - 1) : error;
        return away.formatted(host, Texts.time(since), reason);
    }

    String back(String host, Duration lasted) {
        return back.formatted(
                host, Texts.duration(lasted.isNegative() ? Duration.ZERO : lasted.truncatedTo(ChronoUnit.SECONDS)));
    }
}
