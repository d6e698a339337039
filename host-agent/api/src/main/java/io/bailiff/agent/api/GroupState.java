// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** The state of a group, judged by the members' drivers and overrides in the kernel. */
public enum GroupState {
    /** No endpoint is pinned: the group is with the host drivers. */
    WITH_HOST,
    /** Every endpoint is pinned and bound to a vfio driver or pci-stub. */
    DETACHED,
    /** Between {@link #WITH_HOST} and {@link #DETACHED}: a detach or reattach is in progress, or another program has moved a member. */
    MIXED,
    /** Some part of the group's state could not be read. An unknown group never counts as free. */
    @JsonEnumDefaultValue
    UNKNOWN
}
