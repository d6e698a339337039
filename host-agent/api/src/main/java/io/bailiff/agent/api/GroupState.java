package io.bailiff.agent.api;

/** Who has a group, as its drivers and overrides in the kernel show it. */
public enum GroupState {
    /** No endpoint is pinned: the group is with its host drivers. */
    WITH_HOST,
    /** Every endpoint is pinned and bound to its vfio driver or pci-stub. */
    DETACHED,
    /** Between the two: a detach or reattach is under way, or somebody else has moved a member. */
    MIXED,
    /** Something about the group could not be read. It is never taken for free. */
    UNKNOWN
}
