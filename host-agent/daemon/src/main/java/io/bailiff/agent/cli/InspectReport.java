package io.bailiff.agent.cli;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.IommuGroupReport;
import java.util.List;

/**
 * What {@code inspect --json} prints.
 *
 * @param kernelRelease {@code uname -r}
 * @param bootId this boot
 * @param conflictBehaviour what the kernel does about a claim on a group in use
 * @param groups all groups, by number
 * @param ungrouped functions that no IOMMU isolates
 * @param problems what could not be read and belongs to no group
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
