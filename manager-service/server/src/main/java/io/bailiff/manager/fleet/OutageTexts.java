// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.HostOutages.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;

/** The kinds, the entries and the log lines of the outages of a part of a host. */
enum OutageTexts {
    AGENT(
            "The agent of %s is away: %s. Check bailiff-agent on the host, and its connection to the manager.",
            "The agent of %s is back after %s.", "orders for the host wait, and claims on the host are not reported"),
    LIBVIRT(
            "The libvirt of %s does not answer: %s. Check libvirtd on the host.",
            "The libvirt of %s answers again after %s.", "the guests of the host cannot be asked or changed"),
    GUARD(
            "The guard of %s does not work: %s Claims on lent groups are not held. Read the agent's log.",
            "The guard of %s works again after %s.", "claims on lent groups of the host are not held");

    private final String away;
    private final String back;
    private final String consequence;

    OutageTexts(String away, String back, String consequence) {
        this.away = away;
        this.back = back;
        this.consequence = consequence;
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

    String away(String host, String error) {
        return away.formatted(host, error);
    }

    String back(String host, Duration lasted) {
        return back.formatted(host, Math.max(0, lasted.toSeconds()) + " s");
    }

    void logAway(Logger log, String host, Instant since, String error) {
        log.warn("{} is away host={} since={} error={}: {}", part(), host, since, error, consequence);
    }

    void logBack(Logger log, String host, Instant since) {
        log.info("{} is back host={} since={}", part(), host, since);
    }
}
