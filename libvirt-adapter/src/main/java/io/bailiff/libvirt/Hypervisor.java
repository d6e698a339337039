// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The libvirt of a host. There is one instance per host for as long as the host is known; the connection behind the instance
 * may be lost and reopened many times. A call without a connection throws {@link HypervisorException} with
 * {@link HypervisorException.Code#UNREACHABLE} at once and does not wait for the connection.
 *
 * <p>No method waits for a guest. A request to a guest returns when libvirt has sent the request; {@link #guest} and the events
 * show the result. A return without an error is never evidence for the removal of a device.
 */
public interface Hypervisor extends AutoCloseable {

    /** Returns the current status of the connection, with the time of the last change and, without a connection, the reason. */
    ConnectionStatus status();

    /** Returns all guests, running or not. */
    List<Guest> guests() throws HypervisorException;

    /** Returns the guest with the given UUID in its current state, or empty if libvirt reports that no such guest exists. */
    Optional<Guest> guest(UUID uuid) throws HypervisorException;

    /** Returns the guest with the given name in its current state, or empty if libvirt reports that no such guest exists. */
    Optional<Guest> guest(String name) throws HypervisorException;

    /**
     * Attaches a function to a guest with {@code managed='no'}: the function must already be on a vfio driver. A running guest
     * gets the function hot-plugged. A persistent definition gets the function too, for the guest's next start. Devices that
     * the guest already has stay; only missing parts are added. A failed call may have plugged the function in without changing
     * the definition: read the guest, and call again to add the missing part.
     *
     * @throws HypervisorException {@code NO_GUEST}, {@code WRONG_STATE}, {@code REFUSED} (with libvirt's own message),
     *     {@code BUSY} or {@code UNREACHABLE}
     */
    void attach(UUID guest, HostDevice device) throws HypervisorException;

    /**
     * Asks a running guest to release a device. Returns when the request is sent. The guest may take seconds or never answer:
     * x86 guests cannot refuse, only ignore. Repeating the request is allowed and useful.
     *
     * @return libvirt's answer
     */
    DetachRequest requestDetach(UUID guest, String alias) throws HypervisorException;

    /**
     * Removes a device from a guest's persistent definition, so the guest's next start is without the device. An alias missing
     * in the definition is not an error.
     */
    void removeFromDefinition(UUID guest, String alias) throws HypervisorException;

    /**
     * Asks a guest to shut down: through the guest agent if the agent answers, else by the ACPI power button. Returns when the
     * request is sent.
     */
    void shutdown(UUID guest) throws HypervisorException;

    /** Ends a guest: SIGTERM to the guest's QEMU, then, unless {@code graceful}, SIGKILL. */
    void destroy(UUID guest, boolean graceful) throws HypervisorException;

    /**
     * Stops a guest's processors; the guest's devices keep the memory mapped. The guest is then {@link GuestState#PAUSED}. A
     * paused guest stays paused without an error.
     *
     * @throws HypervisorException {@code WRONG_STATE} if the guest is off or {@link GuestState#SUSPENDED}
     */
    void suspend(UUID guest) throws HypervisorException;

    /**
     * Starts a guest's processors again ({@code virDomainResume}); the guest then answers the requests that arrived in the
     * meantime.
     *
     * @throws HypervisorException {@code WRONG_STATE} if the guest is off, running or {@link GuestState#SUSPENDED}
     */
    void resume(UUID guest) throws HypervisorException;

    /**
     * Wakes a guest that has suspended itself to RAM ({@code virDomainPMWakeup}). Returns when QEMU has the request.
     *
     * @throws HypervisorException {@code WRONG_STATE} if the guest is off; {@code REFUSED} if the guest is not
     *     {@link GuestState#SUSPENDED}, or if the guest's machine cannot be woken
     */
    void wake(UUID guest) throws HypervisorException;

    /**
     * Starts a persistent guest that is off ({@code virDomainCreate}). A guest with a managed save image is restored. The call
     * waits for libvirt's start of QEMU, which pins all of the guest's memory, and not for the guest's operating system.
     *
     * @throws HypervisorException {@code WRONG_STATE} if the guest has a process; {@code REFUSED} with libvirt's own message if
     *     the start fails, for example because another guest has one of the functions
     */
    void start(UUID guest) throws HypervisorException;

    /**
     * Registers a listener for all later events of the host. One thread calls the listener, in order. The listener may block
     * for a moment, but must not call the hypervisor from the event thread. After {@link HypervisorEvent.Connected} everything
     * must be read again: events during the interruption are lost.
     */
    Subscription subscribe(java.util.function.Consumer<HypervisorEvent> listener);

    /** Closes the connection permanently. */
    @Override
    void close();

    /** A registration of a listener; closing the subscription ends the registration. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
