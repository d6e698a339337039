// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.Printable;
import io.bailiff.agent.api.ReportRules;
import io.bailiff.agent.api.limit.TextRewrite;
import io.bailiff.manager.problem.Fields;

/**
 * Takes in a report at the edge: nothing of a report reaches the rest of the manager before this check. Processes and guests choose texts in
 * a report, and an agent may be newer, older or taken over.
 */
final class CompleteReport {

    private static final TextRewrite PRINTABLE = new TextRewrite(Printable::text);

    private CompleteReport() {}

    /**
     * Returns the report with escapes in all texts for people. Names that are compared stay exact, and are escaped where they are shown.
     *
     * @throws io.bailiff.manager.problem.ProblemException 400, naming the field, if the report breaks a rule of {@link ReportRules}
     */
    static HostReport require(HostReport report) {
        ReportRules.firstViolation(report).ifPresent(violation -> {
            throw Fields.violation(violation).exception();
        });
        return PRINTABLE.of(report);
    }
}
