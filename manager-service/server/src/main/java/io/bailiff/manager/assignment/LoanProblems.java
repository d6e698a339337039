// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.agent.api.Refusal;
import io.bailiff.manager.guest.KnownGuest;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/** The API problems of rejected loans. */
final class LoanProblems {

    private static final String FUNCTIONS = "functions";
    private static final int LONGEST_LIMITS = 500;

    private LoanProblems() {}

    static Problem unknownHost(String host) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "unknown-host",
                        "The host is unknown",
                        "No host of the fleet has the name or id \"" + host + "\"",
                        "GET /api/v1/hosts lists the hosts. To add a host, run on the host: bailiff-agent join URL --token-file FILE.")
                .at("host");
    }

    static Problem hostAway(Host host) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "host-away",
                        "The host's agent is away",
                        "The manager last saw the agent of " + host.name() + ": "
                                + (host.lastSeenAt() == null ? "never" : host.lastSeenAt()),
                        "Check that bailiff-agent runs on the host and reaches the manager.")
                .at("host");
    }

    static Problem recordOutdated(Host host) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "record-outdated",
                        "The record of the host is an older copy",
                        "The agent of " + host.name() + " has carried out orders that the record does not know",
                        "Answer the differences: GET /api/v1/hosts/" + host.name() + "/outdated.")
                .at("host");
    }

    static Problem hostCordoned(Host host, Cordon cordon) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "host-cordoned",
                        "The host gets no assignments",
                        host.name() + " is cordoned: " + cordon.text(),
                        uncordon(host, cordon))
                .at("host")
                .with("fences", cordon.conflicts());
    }

    static Problem guardNotWorking(Host host, GuardReport guard) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "guard-not-working",
                        "The host's guard does not work",
                        "The guard of " + host.name() + " does not work, so a claim of the host would not be held"
                                + (guard.limits().isEmpty()
                                        ? ""
                                        : ": " + Printable.text(String.join(" ", guard.limits()), LONGEST_LIMITS)),
                        "Run bailiff-agent doctor on the host and restore the guard. To lend without a guard, PUT"
                                + " /api/v1/hosts/" + host.name() + "/unguarded-loans with a \"reason\".")
                .at("host");
    }

    /** Returns the requests to end the cordon: unfence requests for fences, an uncordon request for an operator's cordon. */
    private static String uncordon(Host host, Cordon cordon) {
        String unfence = cordon.fences().isEmpty() ? "" : "Repair the host, then " + cordon.unfence() + ".";
        String uncordon = cordon.reason() == null
                ? ""
                : "To end the operator's cordon, POST /api/v1/hosts/" + host.name() + "/uncordon.";
        return (unfence + " " + uncordon).strip();
    }

    static Problem unknownGuest(GuestReference guest, Host host) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "unknown-guest",
                        "The guest is unknown",
                        "The libvirt of " + host.name() + " has no guest \"" + guest.text() + "\"",
                        "GET /api/v1/hosts/" + host.name() + "/guests lists the guests of this host.")
                .at("guest");
    }

    /** @param byUuid the guest with the text of the request as its UUID; {@code byName} has this text as its name */
    static Problem ambiguousGuest(KnownGuest byUuid, KnownGuest byName) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "ambiguous-guest",
                        "Two guests fit the request",
                        byName.name() + " is the UUID of the guest " + Printable.name(byUuid.name())
                                + ", and the name of the guest with the UUID " + byName.uuid(),
                        "Send the name of the first guest, or the UUID of the second guest.")
                .at("guest")
                .with("guests", List.of(byUuid.uuid(), byName.uuid()));
    }

    static Problem longGuestName(KnownGuest guest) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "guest-name-too-long",
                        "The name of the guest is too long",
                        "The name of the guest " + guest.uuid() + " has "
                                + guest.name().length() + " characters",
                        "Rename the guest (virsh domrename) to at most " + GuestReference.LONGEST + " characters.")
                .at("guest");
    }

    static Problem unknownFunction(PciAddress address, String field, Host host) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "unknown-function",
                        "The function is unknown",
                        host.name() + " has no function " + address,
                        "GET /api/v1/hosts/" + host.name() + "/groups lists the functions of this host.")
                .at(field);
    }

    static Problem noGroup(PciAddress address, String field, Host host) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "no-iommu-group",
                        "The function is in no IOMMU group",
                        "No IOMMU of " + host.name() + " isolates " + address,
                        "Enable the IOMMU (intel_iommu=on, or AMD-Vi in the firmware), then reboot the host.")
                .at(field);
    }

    static Problem bridge(PciAddress address, String field, IommuGroupReport group) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "bridge",
                        "A bridge cannot be lent",
                        address + " is a bridge, and bridges stay with the host",
                        "Request endpoints of the group: " + endpoints(group) + ".")
                .at(field);
    }

    static Problem severalGroups(List<PciAddress> functions, List<IommuGroupReport> groups) {
        StringBuilder where = new StringBuilder();
        for (int i = 0; i < functions.size(); i++) {
            where.append(i == 0 ? "" : ", ")
                    .append(functions.get(i))
                    .append(" is in group ")
                    .append(groups.get(i).number());
        }
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "several-groups",
                        "The functions are in several groups",
                        where.toString(),
                        "Request a separate assignment for each group.")
                .at(FUNCTIONS);
    }

    /** @param refusals the refusals that the request does not override */
    static Problem refused(Host host, IommuGroupReport group, List<Refusal> refusals) {
        String reasons = refusals.stream().map(Refusal::reason).collect(Collectors.joining("; "));
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "group-refused",
                        "The group is host-critical",
                        "Group " + group.number() + " cannot leave the host: " + reasons,
                        "Lend another group, or remove each reason in \"refusals\" from the host."
                                + allow(group)
                                + answer(host, refusals)
                                + acknowledge(host, refusals))
                .at(FUNCTIONS)
                .with("refusals", refusals);
    }

    /** Returns the request that lists the unknowns of the host; empty if no unknown refuses the group. */
    private static String answer(Host host, List<Refusal> refusals) {
        return refusals.stream().noneMatch(refusal -> refusal.code() == Refusal.Code.UNKNOWN)
                ? ""
                : " An operator can answer an unknown: GET /api/v1/hosts/" + host.name() + "/unknowns.";
    }

    /** Returns the requests that acknowledge the health events of the functions; empty if no health event refuses the group. */
    private static String acknowledge(Host host, List<Refusal> refusals) {
        return refusals.stream()
                .filter(refusal -> refusal.code() == Refusal.Code.HEALTH_EVENT)
                .map(Refusal::address)
                .distinct()
                .map(address -> " Examine " + address + ", then acknowledge its health events: POST /api/v1/hosts/"
                        + host.name() + "/functions/" + address + "/health-acknowledgements with a \"reason\".")
                .collect(Collectors.joining());
    }

    /** Returns the request field that overrides every refusal of the group; empty if the host needs the group. */
    private static String allow(IommuGroupReport group) {
        if (!group.refusals().stream().allMatch(Refusal::isOverridable)) {
            return "";
        }
        return group.refusals().stream()
                .map(Refusal::code)
                .distinct()
                .sorted()
                .map(code -> "\"" + code + "\"")
                .collect(Collectors.joining(", ", " To take the group all the same, send \"allow\": [", "]."));
    }

    static Problem notWithHost(IommuGroupReport group) {
        String owner = group.owner() == null ? "" : ", detached for " + group.owner();
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "group-not-with-host",
                        "The group is not with the host",
                        "Group " + group.number() + " is " + group.state() + owner
                                + (group.problems().isEmpty() ? "" : ": " + String.join("; ", group.problems())),
                        "Run bailiff-agent inspect on the host, then bailiff-agent reattach to reattach the group to its host drivers.")
                .at(FUNCTIONS)
                .with("state", group.state());
    }

    static Problem notFree(IommuGroupReport group) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "group-not-free",
                        "The group may be in use",
                        "The use of group " + group.number() + " is "
                                + group.use().state(),
                        "Run bailiff-agent inspect on the host, and end the processes that have the group's vfio file open.")
                .at(FUNCTIONS)
                .with("use", group.use());
    }

    static Problem alreadyLent(Assignment holder) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "already-lent",
                        "The group is lent already",
                        "Assignment " + holder.id() + " (" + holder.state() + ") has lent the group to the guest "
                                + holder.shownGuest(),
                        "DELETE /api/v1/assignments/" + holder.id() + ", then wait for its state RELEASED.")
                .at(FUNCTIONS)
                .with("assignment", holder.id());
    }

    static Problem consentNeeded(IommuGroupReport group, List<PciAddress> siblings) {
        String others = siblings.stream().map(PciAddress::toString).collect(Collectors.joining(", "));
        return withGroup(
                Problem.of(
                        HttpStatus.CONFLICT,
                        "consent-needed",
                        "Consent is needed for the other endpoints of the group",
                        "The whole group leaves the host. The guest does not get these endpoints: " + others,
                        "If the host does not need these endpoints, send \"consent\": \"" + group.fingerprint()
                                + "\" with the request."),
                group);
    }

    static Problem staleConsent(IommuGroupReport group) {
        return withGroup(
                Problem.of(
                        HttpStatus.CONFLICT,
                        "stale-consent",
                        "The consent is for another group",
                        "The group of these functions has the fingerprint " + group.fingerprint(),
                        "Check the members. If the host does not need the members, send this fingerprint as \"consent\"."),
                group);
    }

    private static Problem withGroup(Problem problem, IommuGroupReport group) {
        return problem.at("consent").with("fingerprint", group.fingerprint()).with("members", group.members());
    }

    private static String endpoints(IommuGroupReport group) {
        return group.members().stream()
                .filter(member -> !Lendable.isBridge(group, member.address()))
                .map(member -> member.address().toString())
                .collect(Collectors.joining(", "));
    }
}
