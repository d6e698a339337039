package io.bailiff.agent.host;

/** Why the host did not do what was asked, by its errno where that has a meaning of its own for PCI drivers. */
public enum HostError {
    /** ENOENT, or ESRCH in {@code /proc}: the file, or the process that it tells about, is not there. */
    NO_ENTRY,
    /** ENODEV: the function is not there, or does not match this driver, or is not bound to it. */
    NO_DEVICE,
    /** EBUSY: the function has a driver already, or the kernel does not let a host driver into a group in use. */
    BUSY,
    /** EINVAL: the value makes no sense, or a probe was refused for good. */
    INVALID,
    /** EPERM or EACCES: not root, or somebody (a security module, kernel lockdown, a guard) said no. */
    DENIED,
    /** The kernel has not finished the write in time. */
    TIMED_OUT,
    /** Any other errno; the message has it. */
    OTHER
}
