// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

/**
 * The state of a guest, from {@code virDomainState} with the state's reason (libvirt-domain.h). The first six constants mean that
 * the guest has a QEMU process, which may have devices open; {@link #SAVED} and {@link #SHUT_OFF} mean that there is no process.
 * {@link #UNKNOWN} says nothing about the process: see {@link Guest#active}.
 */
public enum GuestState {
    /**
     * The guest's processors run, or wait for an event: {@code VIR_DOMAIN_RUNNING}, {@code VIR_DOMAIN_BLOCKED}, and
     * {@code VIR_DOMAIN_NOSTATE} of a domain with a process. A guest that shuts down after a request is in this state until the
     * guest has powered off.
     */
    RUNNING,
    /**
     * The guest's processors are stopped: {@code VIR_DOMAIN_PAUSED} with any reason that no other constant has.
     * {@link Hypervisor#resume} makes the guest answer pending requests. libvirt itself pauses guests too, for example after an
     * I/O error of a disk ({@code VIR_DOMAIN_PAUSED_IOERROR}): such a guest may pause again at once.
     */
    PAUSED,
    /**
     * The guest has suspended itself to RAM (ACPI S3): {@code VIR_DOMAIN_PMSUSPENDED}. {@link Hypervisor#wake} wakes the guest;
     * {@link Hypervisor#resume} is a wrong state (qemu_driver.c, qemuDomainResume).
     */
    SUSPENDED,
    /**
     * libvirt is starting the guest, and holds the guest for the start: {@code VIR_DOMAIN_PAUSED} with
     * {@code VIR_DOMAIN_PAUSED_STARTING_UP} (qemu_process.c, qemuProcessLaunch). Every request but {@link Hypervisor#destroy}
     * waits for the end of the start.
     */
    STARTING,
    /**
     * The guest has powered off, and the QEMU process has not ended yet: {@code VIR_DOMAIN_SHUTDOWN} (qemu_process.c,
     * qemuProcessHandleShutdown) and {@code VIR_DOMAIN_PAUSED} with {@code VIR_DOMAIN_PAUSED_SHUTTING_DOWN}.
     */
    SHUTTING_DOWN,
    /**
     * The guest's kernel has panicked, and the QEMU process remains: {@code VIR_DOMAIN_CRASHED} (with
     * {@code <on_crash>preserve</on_crash>}; qemu_driver.c, processGuestPanicEvent) and {@code VIR_DOMAIN_PAUSED} with
     * {@code VIR_DOMAIN_PAUSED_CRASHED} (qemu_process.c, qemuProcessUpdateState). The guest answers no request, also not after
     * {@link Hypervisor#resume}; only a reset or a new start helps.
     */
    CRASHED,
    /**
     * The guest is off with a managed save image: the next start restores the image, and with the image the devices that the
     * guest had at the save, not the devices of the definition (qemu_driver.c, qemuDomainObjRestore).
     */
    SAVED,
    /** The guest is off, also after a crash that ended the QEMU process: {@code VIR_DOMAIN_SHUTOFF}. */
    SHUT_OFF,
    /** A state unknown to the adapter, or a state that contradicts the guest's XML. */
    UNKNOWN
}
