// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.PciAddress;
import org.jspecify.annotations.Nullable;

/**
 * A part of an IOMMU group that the agent cannot read.
 *
 * @param member the member with the unreadable part, or null if the part belongs to no single member
 * @param text the failure, for people; starts with the address of the member
 */
public record ReadFailure(@Nullable PciAddress member, String text) {

    static ReadFailure of(PciAddress member, String failure) {
        return new ReadFailure(member, member + ": " + failure);
    }

    static ReadFailure of(String failure) {
        return new ReadFailure(null, failure);
    }
}
