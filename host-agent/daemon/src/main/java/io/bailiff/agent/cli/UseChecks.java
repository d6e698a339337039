// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names each function and each group in use, with the user and the file that shows the use. A use is no fault of the host. */
final class UseChecks {

    /** The number of uses on the page: less than the 24 lines of a terminal. */
    private static final int LINES = 20;

    private final List<IommuGroupReport> groups;

    UseChecks(List<IommuGroupReport> groups) {
        this.groups = groups;
    }

    /** Returns a line for each use; the unknown uses come first. */
    List<Check> all() {
        List<Check> checks = new ArrayList<>(groups.stream()
                .filter(UseChecks::isUnknown)
                .map(UseChecks::unknown)
                .toList());
        groups.forEach(group -> checks.addAll(inUse(group)));
        if (checks.isEmpty() && !groups.isEmpty()) {
            checks.add(Check.ok(Check.Subject.USES, "No function in a group is in use."));
        }
        return checks;
    }

    /** Returns the checks with at most {@value #LINES} uses, and the number of the other uses. */
    static List<Check> onOnePage(List<Check> checks) {
        long uses = checks.stream().filter(UseChecks::isUse).count();
        List<Check> page = new ArrayList<>();
        int seen = 0;
        for (Check check : checks) {
            seen += isUse(check) ? 1 : 0;
            if (!isUse(check) || seen <= LINES) {
                page.add(check);
            } else if (seen == LINES + 1) {
                page.add(Check.ok(Check.Subject.USES, "and " + (uses - LINES) + " more: bailiff-agent inspect"));
            }
        }
        return page;
    }

    private static boolean isUse(Check check) {
        return check.subject() == Check.Subject.USES;
    }

    private static boolean isUnknown(IommuGroupReport group) {
        return group.use().state() == GroupUse.State.UNKNOWN;
    }

    private static Check unknown(IommuGroupReport group) {
        return Check.warn(
                Check.Subject.USES,
                Wording.name(group) + " (" + UnknownAdvice.functions(endpoints(group)) + "): the use is "
                        + Wording.use(group.use()) + ".",
                "Bailiff does not lend the group until the use is known. `bailiff-agent inspect` shows the use.");
    }

    private static List<Check> inUse(IommuGroupReport group) {
        Stream<Check> functions = endpoints(group).stream()
                .map(address -> uses(group, address))
                .filter(uses -> !uses.isEmpty())
                .map(UseChecks::function);
        Stream<Check> holders =
                group.use().state() == GroupUse.State.IN_USE ? Stream.of(throughVfio(group)) : Stream.empty();
        return Stream.concat(holders, functions).toList();
    }

    private static Check throughVfio(IommuGroupReport group) {
        List<PciAddress> functions = endpoints(group);
        List<String> evidence = group.use().holders().stream()
                .map(holder -> "/proc/" + holder.pid())
                .toList();
        return Check.use(
                "In use: " + UnknownAdvice.functions(functions) + " through vfio by " + Wording.use(group.use()) + " ("
                        + String.join(", ", evidence) + ")",
                new Check.Use(functions, List.of(Refusal.Code.VFIO_OPEN), evidence));
    }

    /** Names the first use in full, and the kinds of the other uses. */
    private static Check function(List<Refusal> uses) {
        Refusal first = uses.get(0);
        List<Refusal.Code> codes = uses.stream().map(Refusal::code).distinct().toList();
        String others = codes.stream()
                .skip(1)
                .map(Wording::code)
                .map(code -> ", " + code)
                .collect(Collectors.joining());
        return Check.use(
                "In use: " + first.reason() + Wording.evidence(first) + others,
                new Check.Use(
                        List.of(first.address()),
                        codes,
                        uses.stream()
                                .map(Refusal::evidence)
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList()));
    }

    private static List<Refusal> uses(IommuGroupReport group, PciAddress address) {
        return group.refusals().stream()
                .filter(refusal ->
                        refusal.address().equals(address) && refusal.code().isUse())
                .toList();
    }

    /** A bridge has no use of its own: a bridge is refused because of an endpoint downstream. */
    private static List<PciAddress> endpoints(IommuGroupReport group) {
        return group.members().stream()
                .filter(member -> member.kind() == FunctionKind.ENDPOINT && member.health() != FunctionHealth.GONE)
                .map(FunctionReport::address)
                .toList();
    }
}
