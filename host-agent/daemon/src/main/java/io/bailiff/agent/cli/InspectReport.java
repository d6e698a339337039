// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.UnknownAnswer;
import java.util.List;

/**
 * The output of {@code inspect --json}.
 *
 * @param kernelRelease the release of the kernel, as {@code uname -r} prints
 * @param bootId the id of this boot
 * @param conflictBehaviour the kernel's reaction to a claim on a group in use
 * @param groups all groups, sorted by number
 * @param ungrouped the functions without isolation by an IOMMU
 * @param unknowns the unknowns of the host, with or without an answer
 * @param answers the answers in force to the unknowns
 * @param problems the failures to read that belong to no group
 */
record InspectReport(
        String kernelRelease,
        String bootId,
        ConflictBehaviour conflictBehaviour,
        List<IommuGroupReport> groups,
        List<FunctionReport> ungrouped,
        List<HostUnknown> unknowns,
        List<UnknownAnswer> answers,
        List<String> problems) {

    InspectReport {
        groups = List.copyOf(groups);
        ungrouped = List.copyOf(ungrouped);
        unknowns = List.copyOf(unknowns);
        answers = List.copyOf(answers);
        problems = List.copyOf(problems);
    }
}
