package io.bailiff.manager.assignment;

import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/** The API problems of rejected loans. */
final class LoanProblems {

    private static final String FUNCTIONS = "functions";

    private LoanProblems() {}

    static Problem unknownHost(String host) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "unknown-host",
                        "There is no such host",
                        "No host \"" + host + "\" is enrolled",
                        "GET /api/v1/hosts lists the hosts; start bailiff-agent on one to enrol it.")
                .at("host");
    }

    static Problem hostAway(Host host) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "host-away",
                        "The host's agent is away",
                        "The agent of " + host.name() + " was last heard of at " + host.lastSeenAt(),
                        "Check that bailiff-agent runs on the host and reaches the manager.")
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

    /** Returns the requests to end the cordon: unfence requests for fences, an uncordon request for an operator's cordon. */
    private static String uncordon(Host host, Cordon cordon) {
        String unfence = cordon.fences().isEmpty() ? "" : "Repair the host, then " + cordon.unfence() + ".";
        String uncordon = cordon.reason() == null
                ? ""
                : "When the operator's reason is over, POST /api/v1/hosts/" + host.name() + "/uncordon.";
        return (unfence + " " + uncordon).strip();
    }

    static Problem unknownGuest(String guest, Host host) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "unknown-guest",
                        "There is no such guest",
                        "The libvirt of " + host.name() + " has no guest \"" + guest + "\"",
                        "GET /api/v1/hosts/" + host.name() + "/guests lists its guests.")
                .at("guest");
    }

    static Problem unknownFunction(PciAddress address, String field, Host host) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "unknown-function",
                        "The host has no such function",
                        host.name() + " has no function " + address,
                        "GET /api/v1/hosts/" + host.name() + "/groups lists the functions of this host.")
                .at(field);
    }

    static Problem noGroup(PciAddress address, String field, Host host) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "no-iommu-group",
                        "No IOMMU isolates the function",
                        address + " of " + host.name() + " is in no IOMMU group",
                        "Switch the IOMMU on (intel_iommu=on, or AMD-Vi in the firmware) and boot the host again.")
                .at(field);
    }

    static Problem bridge(PciAddress address, String field, IommuGroupReport group) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "bridge",
                        "A bridge cannot be lent",
                        address + " is a bridge: it stays with the host",
                        "Name endpoints of the group: " + endpoints(group) + ".")
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
                        "Make one assignment for each group.")
                .at(FUNCTIONS);
    }

    static Problem refused(IommuGroupReport group) {
        String reasons = group.refusals().stream().map(Refusal::reason).collect(Collectors.joining("; "));
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "group-refused",
                        "The host cannot spare the group",
                        "Group " + group.number() + " cannot leave the host: " + reasons,
                        "Lend another group, or take away what the host needs it for.")
                .at(FUNCTIONS)
                .with("refusals", group.refusals());
    }

    static Problem notWithHost(IommuGroupReport group) {
        String owner = group.owner() == null ? "" : ", detached for " + group.owner();
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "group-not-with-host",
                        "The group is not with the host",
                        "Group " + group.number() + " is " + group.state() + owner
                                + (group.problems().isEmpty() ? "" : ": " + String.join("; ", group.problems())),
                        "Look with bailiff-agent inspect on the host; bailiff-agent reattach gives the group back to it.")
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
                        "End the processes that have its vfio file open; bailiff-agent inspect on the host names them.")
                .at(FUNCTIONS)
                .with("use", group.use());
    }

    static Problem alreadyLent(Assignment holder) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "already-lent",
                        "The group is lent",
                        "Assignment " + holder.id() + " has the group for the guest " + holder.guestName() + " ("
                                + holder.state() + ")",
                        "End that assignment (DELETE /api/v1/assignments/" + holder.id()
                                + ") and wait until it has ended.")
                .at(FUNCTIONS)
                .with("assignment", holder.id());
    }

    static Problem consentNeeded(IommuGroupReport group, List<PciAddress> siblings) {
        String others = siblings.stream().map(PciAddress::toString).collect(Collectors.joining(", "));
        return withGroup(
                Problem.of(
                        HttpStatus.CONFLICT,
                        "consent-needed",
                        "More would leave the host",
                        "The whole group leaves the host, with " + others + " that the guest does not get",
                        "If the host can do without them, send \"consent\": \"" + group.fingerprint()
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
                        "Look at its members, and send this fingerprint if the host can do without them."),
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
