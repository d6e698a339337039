// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

/** The answer of a function to the host, as far as a look shows that wakes no sleeping function. */
public enum FunctionHealth {
    /** The configuration space is readable and plausible. */
    OK,
    /** The function is suspended at runtime. The agent does not read the configuration space: the read would wake the bridge above. */
    SUSPENDED,
    /** The function is suspended without power ({@code power_state} is {@code D3cold}). The state is normal, and a driver ends the state. */
    D3COLD,
    /** The function has power according to the kernel, but reads as ones: no power, no link, or a defect. */
    NO_ANSWER,
    /** The function is gone from the bus. Only the journal of the lent group still names the function. */
    GONE;

    /** Returns true if a driver cannot use the function now. A sleeping function is usable. */
    public boolean isDead() {
        return this == NO_ANSWER || this == GONE;
    }
}
