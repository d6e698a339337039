// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.IommuGroupReport;
import java.util.List;

/**
 * The output of {@code inspect --json}.
 *
 * @param kernelRelease the release of the kernel, as {@code uname -r} prints
 * @param bootId the id of this boot
 * @param conflictBehaviour the kernel's reaction to a claim on a group in use
 * @param groups all groups, sorted by number
 * @param ungrouped the functions without isolation by an IOMMU
 * @param problems the failures to read that belong to no group
 */
record InspectReport(
        String kernelRelease,
        String bootId,
        ConflictBehaviour conflictBehaviour,
        List<IommuGroupReport> groups,
        List<FunctionReport> ungrouped,
        List<String> problems) {

    InspectReport {
        groups = List.copyOf(groups);
        ungrouped = List.copyOf(ungrouped);
        problems = List.copyOf(problems);
    }
}
