// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.limit.Shortening;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings a report within the limits of a report: cuts long texts and long lists for people, step by step, until the report is small enough.
 * If even the functions of the host are too many, the report has a part of the groups, the groups with an owner first. The report says what
 * is left out.
 */
final class ReportFitter {

    /** The room for the problems that the fitter adds, in bytes. */
    private static final int ROOM = 64 * 1024;

    /**
     * A step of the shortening; each step is stricter than the step before.
     *
     * @param characters the longest text for people
     * @param entries the longest list for people
     */
    private record Step(int characters, int entries) {}

    private static final List<Step> STEPS = List.of(
            new Step(Integer.MAX_VALUE, Integer.MAX_VALUE),
            new Step(2000, 1000),
            new Step(500, 100),
            new Step(200, 20),
            new Step(100, 5),
            new Step(60, 1));

    private final JsonMapper json = JsonMapper.shared();
    private final int mostBytes;

    /** @param mostBytes the limit of a report; tests use a lower limit than {@link HostReport#MOST_BYTES} */
    ReportFitter(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * A report within the limits.
     *
     * @param report the report
     * @param json the report as sent
     * @param notes the parts that are left out, for people; empty if the report is complete
     */
    record Fitted(HostReport report, String json, List<String> notes) {}

    Fitted fit(HostReport whole) {
        for (Step step : STEPS) {
            Shortening shortening = new Shortening(step.characters(), step.entries());
            HostReport shortened = shortening.of(step.equals(STEPS.get(0)) ? whole : firmReasonsFirst(whole));
            if (bytes(shortened) <= mostBytes - ROOM) {
                return fitted(shortened, shortening.notes());
            }
        }
        return partOfTheGroups(whole);
    }

    /** A group stays with the host for every reason that cannot be overridden, so these reasons are the last to be left out. */
    private static HostReport firmReasonsFirst(HostReport report) {
        List<IommuGroupReport> groups = report.groups().stream()
                .map(group -> group.withRefusals(group.refusals().stream()
                        .sorted(Comparator.comparing(Refusal::isOverridable))
                        .toList()))
                .toList();
        return report.with(groups, report.ungrouped(), report.problems());
    }

    private Fitted partOfTheGroups(HostReport whole) {
        Step last = STEPS.get(STEPS.size() - 1);
        Shortening shortening = new Shortening(last.characters(), last.entries());
        HostReport report = shortening.of(firmReasonsFirst(whole));
        long room = (long) mostBytes - ROOM - bytes(report.with(List.of(), List.of(), report.problems()));
        List<IommuGroupReport> groups = new ArrayList<>();
        for (IommuGroupReport group : ownedFirst(report.groups())) {
            room -= bytes(group) + 1L;
            if (room < 0) {
                break;
            }
            groups.add(group);
        }
        List<String> notes = new ArrayList<>(shortening.notes());
        notes.add("groups (" + (whole.groups().size() - groups.size()) + " left out)");
        notes.add("ungrouped (" + whole.ungrouped().size() + " left out)");
        return fitted(report.with(groups, List.of(), report.problems()), notes);
    }

    private static List<IommuGroupReport> ownedFirst(List<IommuGroupReport> groups) {
        return groups.stream()
                .sorted(Comparator.comparing(group -> group.owner() == null))
                .toList();
    }

    private Fitted fitted(HostReport report, List<String> notes) {
        HostReport noted = notes.isEmpty()
                ? report
                : report.with(
                        report.groups(),
                        report.ungrouped(),
                        Stream.concat(
                                        Stream.of("The report is shortened: " + String.join(", ", notes)
                                                + ": run bailiff-agent inspect on the host"),
                                        report.problems().stream())
                                .toList());
        HostReport within = new Shortening(Integer.MAX_VALUE, Integer.MAX_VALUE).of(noted);
        return new Fitted(within, json.writeValueAsString(within), notes);
    }

    private int bytes(Object value) {
        return json.writeValueAsString(value).getBytes(StandardCharsets.UTF_8).length;
    }
}
