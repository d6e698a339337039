// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** The reaction of the host's kernel when a host driver takes a member of a group in use by a guest. */
public enum ConflictBehaviour {
    /** The bind fails with EBUSY: the kernel tracks the owner of the group's DMA (since 5.19, and in backports). */
    REFUSES,
    /** {@code kernel BUG at drivers/vfio/vfio.c}: the host dies. */
    PANICS,
    /** The kernel's symbols could not be read. Treated as {@link #PANICS}. */
    @JsonEnumDefaultValue
    UNKNOWN
}
