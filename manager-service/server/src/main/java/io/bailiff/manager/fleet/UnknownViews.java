// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.Printable;
import io.bailiff.agent.api.UnknownAnswer;
import io.bailiff.manager.api.UnknownView;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows unknowns to operators. */
final class UnknownViews {

    private static final int LONGEST_TEXT = 4096;

    private UnknownViews() {}

    /**
     * Returns the reported unknowns, and the stored answers to other unknowns.
     *
     * @param report the host's last report, or null
     * @param answers the answers given through the manager
     */
    static List<UnknownView> of(@Nullable HostReport report, List<UnknownAnswer> answers) {
        List<HostUnknown> reported = report == null ? List.of() : report.unknowns();
        List<UnknownAnswer> inForce = report == null ? List.of() : report.answers();
        Stream<UnknownView> left = answers.stream()
                .filter(answer -> reported.stream().noneMatch(answer::isAbout))
                .map(answer -> view(HostUnknown.of(answer.text(), List.of()), false, answers, inForce));
        return Stream.concat(reported.stream().map(unknown -> view(unknown, true, answers, inForce)), left)
                .toList();
    }

    private static UnknownView view(
            HostUnknown unknown, boolean reported, List<UnknownAnswer> answers, List<UnknownAnswer> inForce) {
        return new UnknownView(
                unknown.id(),
                Printable.text(unknown.text(), LONGEST_TEXT),
                reported,
                unknown.functions(),
                about(unknown, answers).findFirst().orElse(null),
                about(unknown, inForce).toList());
    }

    private static Stream<UnknownView.Answer> about(HostUnknown unknown, List<UnknownAnswer> answers) {
        return answers.stream().filter(answer -> answer.isAbout(unknown)).map(UnknownViews::answer);
    }

    private static UnknownView.Answer answer(UnknownAnswer answer) {
        return new UnknownView.Answer(
                answer.functions(), answer.noFunction(), Printable.text(answer.by(), LONGEST_TEXT), answer.at());
    }
}
