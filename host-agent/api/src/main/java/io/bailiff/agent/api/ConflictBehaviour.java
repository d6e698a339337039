package io.bailiff.agent.api;

/** What this kernel does when a host driver takes a member of a group that a guest uses. */
public enum ConflictBehaviour {
    /** The bind fails with EBUSY: the kernel tracks who owns the group's DMA (since 5.19, and in backports). */
    REFUSES,
    /** {@code kernel BUG at drivers/vfio/vfio.c}: the host dies. */
    PANICS,
    /** The kernel's symbols could not be read. Treated as {@link #PANICS}. */
    UNKNOWN
}
