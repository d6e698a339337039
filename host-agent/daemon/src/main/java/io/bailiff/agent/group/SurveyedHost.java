// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.IommuGroupReport;
import java.util.List;

/**
 * Groups and unknowns of a host from one reading of the host.
 *
 * @param groups the reports on the groups
 * @param unknowns the unknowns of the host with the answers
 */
public record SurveyedHost(List<IommuGroupReport> groups, HostUnknowns unknowns) {

    public SurveyedHost {
        groups = List.copyOf(groups);
    }
}
