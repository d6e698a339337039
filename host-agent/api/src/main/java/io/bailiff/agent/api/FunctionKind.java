// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** The kind of a group's member, by the configuration header. */
public enum FunctionKind {
    /** Header type 0: a device that can be lent. */
    ENDPOINT,
    /** Any other header type: the function stays with the host and the current driver. Also a kind that the reader does not know. */
    @JsonEnumDefaultValue
    BRIDGE
}
