// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Set;

/**
 * The facts at the time of an attempt.
 *
 * @param lent the lent groups
 * @param handedOver the groups in handover, free for the host to take
 * @param fenced the fenced groups, closed to every claim
 * @param overridden the members with a standing change of the override: the change names the function
 * @param isLibvirt true if the process is a libvirt daemon
 * @param isCovered true if the agent reads what is written to the file: then an open of the file has come past the cover
 */
record AttemptContext(
        List<LentGroup> lent,
        Set<GroupFingerprint> handedOver,
        Set<GroupFingerprint> fenced,
        Set<PciAddress> overridden,
        boolean isLibvirt,
        boolean isCovered) {}
