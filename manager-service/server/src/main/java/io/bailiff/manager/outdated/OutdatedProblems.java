// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.outdated;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.DifferenceAnswer;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import java.util.List;
import org.springframework.http.HttpStatus;

/** The API problems of outdated records. */
final class OutdatedProblems {

    private OutdatedProblems() {}

    static GroupFingerprint fingerprint(String text) {
        try {
            return new GroupFingerprint(text);
        } catch (IllegalArgumentException malformed) {
            throw Fields.unknown("group", text).exception();
        }
    }

    static Problem current(Host host) {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "record-not-outdated",
                "The record of the host is not outdated",
                host.name() + " has no differences to answer",
                "GET /api/v1/outdated-hosts lists the hosts with outdated records.");
    }

    static Problem unreported(Host host) {
        return Problem.of(
                HttpStatus.CONFLICT,
                "host-not-reported",
                "The agent has not reported yet",
                "The agent of " + host.name() + " has not reported since the start of the manager",
                "Check that bailiff-agent runs on the host and reaches the manager.");
    }

    static Problem impossible(List<DifferenceAnswer> possible) {
        return Fields.tooMuch("answer", "is no answer to this difference")
                .with("allowed", possible.stream().map(DifferenceAnswer::name).toList());
    }

    static Problem changed(Host host) {
        return Problem.of(
                HttpStatus.CONFLICT,
                "difference-changed",
                "The difference has changed",
                "The difference was answered or changed since the request",
                "GET /api/v1/hosts/" + host.name() + "/outdated, then answer what is left.");
    }

    static Problem libvirtAway(Host host, String message) {
        return Problem.of(
                HttpStatus.CONFLICT,
                "libvirt-away",
                "libvirt does not answer",
                "The guests with the group are unknown: " + message,
                "Check the libvirt of " + host.name() + ", then answer again.");
    }

    static Problem noGuest() {
        return Problem.of(
                HttpStatus.CONFLICT,
                "no-guest-with-group",
                "No guest has the group",
                "libvirt shows no guest with a function of the group",
                "Answer RETURN: the group is reattached to its host drivers.");
    }

    static Problem manyGuests(List<String> guests) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "several-guests-with-group",
                        "Several guests have functions of the group",
                        "libvirt shows the group's functions in " + String.join(", ", guests),
                        "Remove the functions from the definitions of all guests but one, then answer again.")
                .with("guests", guests);
    }
}
