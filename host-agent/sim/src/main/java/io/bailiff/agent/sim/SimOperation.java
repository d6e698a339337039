// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** The operations on a function for which tests can set failures and delays. */
public enum SimOperation {
    /** A write to the function's {@code driver_override}. */
    OVERRIDE,
    /** A write of the function's address to a driver's {@code unbind}. */
    UNBIND,
    /** A write of the function's address to a driver's {@code bind}. */
    BIND,
    /** A write of the function's address to {@code drivers_probe}. */
    DRIVERS_PROBE,
    /** A driver's probe routine, for any reason. */
    DRIVER_PROBE,
    /** A driver's remove routine, for any reason. The routine can take time, but not fail. */
    DRIVER_REMOVE,
    /** A write to the function's {@code remove}. */
    REMOVE,
    /** A write to the function's {@code sriov_numvfs}. */
    VIRTUAL_FUNCTIONS,
    /** A write to the function's command register. A kernel in lockdown refuses the write with EPERM (pci_write_config). */
    COMMAND
}
