package io.bailiff.libvirt;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One host's libvirt. There is one instance per host for as long as the host is known; behind it the connection comes and
 * goes. A call on a connection that is down throws {@link HypervisorException} with {@link HypervisorException.Code#UNREACHABLE}
 * at once; it does not wait for the connection.
 *
 * <p>Nothing here waits for a guest. A request that a guest has to answer returns when libvirt has sent it; what came of it
 * shows in {@link #guest} and in the events. A return without an error is never evidence that a device is gone.
 */
public interface Hypervisor extends AutoCloseable {

    /** Whether the connection is up now, and if not, why and since when. */
    ConnectionStatus status();

    /** All guests, running or not. */
    List<Guest> guests() throws HypervisorException;

    /** The guest with this UUID as it is now, or empty if libvirt says that there is none. */
    Optional<Guest> guest(UUID uuid) throws HypervisorException;

    /** The guest with this name as it is now, or empty if libvirt says that there is none. */
    Optional<Guest> guest(String name) throws HypervisorException;

    /**
     * Gives a function to a guest, {@code managed='no'}: the function must be on a vfio driver already. A running guest gets
     * it hot-plugged; a guest with a persistent definition gets it there too, so that its next start has it. What the guest has
     * already it keeps, and only the rest is added. A call that fails may have plugged the function in and not changed the
     * definition: look, and call again for the rest.
     *
     * @throws HypervisorException {@code NO_GUEST}, {@code REFUSED} (with libvirt's own words) or {@code UNREACHABLE}
     */
    void attach(UUID guest, HostDevice device) throws HypervisorException;

    /**
     * Asks a running guest to let go of a device. Returns when the request is out; the guest may take seconds, or never
     * answer: x86 guests cannot refuse, only ignore. Repeating it is allowed and useful.
     *
     * @return what libvirt said
     */
    DetachRequest requestDetach(UUID guest, String alias) throws HypervisorException;

    /**
     * Takes a device out of a guest's persistent definition, so that its next start does not have it. A device that is not
     * there is not an error.
     */
    void removeFromDefinition(UUID guest, String alias) throws HypervisorException;

    /**
     * Asks a guest to shut down: by its guest agent where that answers, else by the ACPI power button. Returns when the
     * request is out.
     */
    void shutdown(UUID guest) throws HypervisorException;

    /** Ends a guest: SIGTERM to its QEMU, then, unless {@code graceful}, SIGKILL. */
    void destroy(UUID guest, boolean graceful) throws HypervisorException;

    /** Stops a guest's processors; its devices keep their memory mapped. */
    void suspend(UUID guest) throws HypervisorException;

    /**
     * Registers for what happens on this host from now on. The listener is called on one thread, in order, and may block it
     * for a moment but not call this object from it. After {@link HypervisorEvent.Connected} everything must be read again:
     * events of the time between are lost.
     */
    Subscription subscribe(java.util.function.Consumer<HypervisorEvent> listener);

    /** Ends the connection for good. */
    @Override
    void close();

    /** A registration that can be ended. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
