// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The guest's side of a loan: reads the functions of the group in the guest, attaches functions, and requests their release. */
@Component
public class GuestOperations {

    private final Guests guests;

    GuestOperations(Guests guests) {
        this.guests = guests;
    }

    /** Returns the functions of the group in the guest now. */
    public Holding look(Share share) throws GuestException {
        return on(share, hypervisor -> look(hypervisor, share));
    }

    private static Holding look(Hypervisor hypervisor, Share share) throws HypervisorException {
        Optional<Guest> guest = hypervisor.guest(share.guest());
        Set<String> aliases =
                share.functions().stream().map(Share.Function::alias).collect(Collectors.toSet());
        List<HostDevice> live = guest.map(Guest::liveDevices).orElse(List.of()).stream()
                .filter(device -> share.members().contains(device.address()))
                .toList();
        List<HostDevice> defined = guest.map(Guest::definedDevices).orElse(List.of()).stream()
                .filter(device -> device.alias().filter(aliases::contains).isPresent())
                .toList();
        return new Holding(guest.map(KnownGuest::of), live, defined);
    }

    /** Attaches a function of the share to the guest, live and in the definition. A function already in the guest stays unchanged. */
    public void give(Share share, Share.Function function) throws GuestException {
        on(share, hypervisor -> {
            hypervisor.attach(share.guest(), HostDevice.unmanaged(function.alias(), function.address()));
            return function;
        });
    }

    /** Removes the share from the guest's definition, so the guest's next start goes without the share. */
    public void undefine(Share share, Holding holding) throws GuestException {
        on(share, hypervisor -> {
            for (HostDevice device : holding.definedDevices()) {
                hypervisor.removeFromDefinition(share.guest(), device.alias().orElseThrow());
            }
            return holding;
        });
    }

    /**
     * Asks a running guest to release all functions of the group. Sends the requests for all functions without waiting for an answer of the
     * guest. After a failed request, the other requests are sent all the same, unless libvirt is busy with the guest. A busy libvirt would
     * fail the other requests too.
     *
     * @throws GuestException the last failure of a request
     */
    public void ask(Share share, Holding holding) throws GuestException {
        on(share, hypervisor -> {
            HypervisorException failure = null;
            for (HostDevice device : holding.liveDevices()) {
                try {
                    hypervisor.requestDetach(share.guest(), alias(device));
                } catch (HypervisorException one) {
                    failure = one;
                    if (one.code() == HypervisorException.Code.BUSY) {
                        break;
                    }
                }
            }
            if (failure != null) {
                throw failure;
            }
            return holding;
        });
    }

    private static String alias(HostDevice device) throws HypervisorException {
        return device.alias()
                .orElseThrow(() -> new HypervisorException(
                        HypervisorException.Code.REFUSED,
                        device.address() + " has no alias. Detach it with virsh detach-device."));
    }

    /**
     * Asks the guest to shut down, if the guest still runs as this domain instance.
     *
     * @param instance the id of the domain instance
     * @throws GuestException REFUSED also if the guest is off or runs as another domain instance; then the guest is not asked
     */
    public void shutDown(Share share, @Nullable String instance) throws GuestException {
        onInstance(share, instance, hypervisor -> hypervisor.shutdown(share.guest()));
    }

    /**
     * Ends the guest's process, if the guest still runs as this domain instance, by SIGTERM alone or with SIGKILL after SIGTERM.
     *
     * @param instance the id of the domain instance
     * @throws GuestException REFUSED also if the guest is off or runs as another domain instance; then no process is ended
     */
    public void destroy(Share share, @Nullable String instance, boolean gracefully) throws GuestException {
        onInstance(share, instance, hypervisor -> destroy(hypervisor, share, gracefully));
    }

    /**
     * Destroys the guest. If the process ends while libvirt waits for the end, libvirt reports a wrong state. A wrong state of a guest that
     * is off is a success.
     */
    private static void destroy(Hypervisor hypervisor, Share share, boolean gracefully) throws HypervisorException {
        try {
            hypervisor.destroy(share.guest(), gracefully);
        } catch (HypervisorException failure) {
            if (failure.code() != HypervisorException.Code.WRONG_STATE
                    || hypervisor
                            .guest(share.guest())
                            .flatMap(Guest::domainInstance)
                            .isPresent()) {
                throw failure;
            }
        }
    }

    /**
     * Stops the processors of the guest, if the guest still runs as this domain instance.
     *
     * @param instance the id of the domain instance
     * @throws GuestException REFUSED also if the guest is off or runs as another domain instance; then no processor is stopped
     */
    public void suspend(Share share, @Nullable String instance) throws GuestException {
        onInstance(share, instance, hypervisor -> hypervisor.suspend(share.guest()));
    }

    /**
     * Starts a guest that is off. The start of a guest that runs already is a success.
     *
     * @throws GuestException if libvirt refuses the start, or is away
     */
    public void start(Share share) throws GuestException {
        on(share, hypervisor -> {
            try {
                hypervisor.start(share.guest());
            } catch (HypervisorException failure) {
                if (failure.code() != HypervisorException.Code.WRONG_STATE) {
                    throw failure;
                }
            }
            return share;
        });
    }

    /** Lets a guest answer again: resumes a paused guest, or wakes a guest that is suspended to memory. */
    public void resume(Share share, @Nullable String instance, boolean suspended) throws GuestException {
        onInstance(share, instance, hypervisor -> {
            if (suspended) {
                hypervisor.wake(share.guest());
            } else {
                hypervisor.resume(share.guest());
            }
        });
    }

    /**
     * Executes a command if the guest still runs as this domain instance. libvirt identifies guests by UUID alone, so the check of the domain instance comes right
     * before the command.
     */
    private void onInstance(Share share, @Nullable String instance, Command command) throws GuestException {
        on(share, hypervisor -> {
            Optional<String> now = hypervisor.guest(share.guest()).flatMap(Guest::domainInstance);
            if (!now.equals(Optional.ofNullable(instance))) {
                throw new HypervisorException(
                        HypervisorException.Code.WRONG_STATE,
                        now.isEmpty()
                                ? "the guest no longer runs"
                                : "the guest has been started again, as domain instance " + now.get());
            }
            command.on(hypervisor);
            return share;
        });
    }

    /** A command to a guest. */
    private interface Command {
        void on(Hypervisor hypervisor) throws HypervisorException;
    }

    private <T> T on(Share share, Guests.Call<T> call) throws GuestException {
        return guests.on(share.host(), call);
    }
}
