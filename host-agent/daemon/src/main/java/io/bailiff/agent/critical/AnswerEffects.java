// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.api.UnknownAnswer;
import io.bailiff.agent.group.HostUnknowns.Unused;
import io.bailiff.agent.group.HostUnknowns.Why;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import io.bailiff.agent.state.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The effects of the stored answers on the findings. An answer ends the refusals of its unknown, and marks the named functions and the bridges
 * above as host-critical. Refusals for other reasons stay.
 */
final class AnswerEffects {

    private final Findings findings;
    private final HostFiles files;
    private final List<UnknownAnswer> inForce = new ArrayList<>();
    private final List<Unused> unused = new ArrayList<>();
    private final List<String> problems;

    private AnswerEffects(Findings findings, HostFiles files, List<String> problems) {
        this.findings = findings;
        this.files = files;
        this.problems = problems;
    }

    /** Applies the answers after all checks have recorded their findings. */
    static AnswerEffects apply(Answers answers, Findings findings, HostFiles files) {
        AnswerEffects effects = new AnswerEffects(findings, files, answers.problems());
        if (!answers.answers().isEmpty()) {
            List<FunctionReport> functions = new PciBus(files).inventory().functions();
            List<HostUnknown> unknowns = findings.unknowns(List.of());
            answers.answers().forEach(answer -> effects.apply(answer, unknowns, functions));
        }
        return effects;
    }

    List<UnknownAnswer> inForce() {
        return inForce;
    }

    List<Unused> unused() {
        return unused;
    }

    List<String> problems() {
        return problems;
    }

    private void apply(Answers.Answer stored, List<HostUnknown> unknowns, List<FunctionReport> functions) {
        UnknownAnswer answer = stored.answer();
        Optional<List<List<PciAddress>>> ways = answer.fits(functions) ? ways(answer) : Optional.empty();
        if (unknowns.stream().noneMatch(answer::isAbout)) {
            unused.add(new Unused(answer, Why.NO_SUCH_UNKNOWN));
        } else if (ways.isEmpty()) {
            unused.add(new Unused(answer, Why.HARDWARE_CHANGED));
        } else {
            String what = "is needed by the answer of " + answer.by() + " at " + answer.at() + " to the unknown: "
                    + answer.text();
            ways.get().forEach(way -> findings.needWay(way, Code.ANSWERED, what, stored.file()));
            findings.answer(answer.text());
            inForce.add(answer);
        }
    }

    /** Returns the way to each named function; empty if the kernel does not show the way to a function any more. */
    private Optional<List<List<PciAddress>>> ways(UnknownAnswer answer) {
        List<List<PciAddress>> ways = new ArrayList<>();
        for (PciAddress address : answer.functions()) {
            try {
                List<PciAddress> way = files.realPath(PciBus.DEVICES + address)
                        .map(SysfsNames::functions)
                        .orElse(List.of());
                if (way.isEmpty() || !way.get(way.size() - 1).equals(address)) {
                    return Optional.empty();
                }
                ways.add(way);
            } catch (HostFileException gone) {
                // The answer then has no effect, and the unknown stays unknown.
                return Optional.empty();
            }
        }
        return Optional.of(ways);
    }
}
