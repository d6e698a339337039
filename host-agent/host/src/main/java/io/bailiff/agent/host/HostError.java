// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

/** The reason of a failed call on the host, by errno where the errno has a specific meaning for PCI drivers. */
public enum HostError {
    /** ENOENT, or ESRCH in {@code /proc}: the file, or the process described by the file, does not exist. */
    NO_ENTRY,
    /** ENODEV: the function does not exist, or does not match the driver, or is not bound to the driver. */
    NO_DEVICE,
    /** EBUSY: the function already has a driver, or the kernel does not let a host driver into a group in use. */
    BUSY,
    /** EINVAL: the value is malformed, or a probe was permanently refused. */
    INVALID,
    /** EPERM or EACCES: the caller is not root, or a security module, kernel lockdown or a guard refused the call. */
    DENIED,
    /** The kernel has not finished the call within the time limit, or the agent is stopping and did not wait. */
    TIMED_OUT,
    /** Any other errno; the message contains the errno. */
    OTHER
}
