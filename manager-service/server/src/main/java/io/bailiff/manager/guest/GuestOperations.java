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

/** The guest's side of a loan: what the guest has of the group, giving it functions, asking for them back. */
@Component
public class GuestOperations {

    private final Guests guests;

    GuestOperations(Guests guests) {
        this.guests = guests;
    }

    /** What the guest has of the group now. */
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

    /** Gives the guest a function of its share, live and in the definition. A function that the guest has already stays. */
    public void give(Share share, Share.Function function) throws GuestException {
        on(share, hypervisor -> {
            hypervisor.attach(share.guest(), HostDevice.unmanaged(function.alias(), function.address()));
            return function;
        });
    }

    /** Takes the share out of the guest's definition, so that its next start goes without. */
    public void undefine(Share share, Holding holding) throws GuestException {
        on(share, hypervisor -> {
            for (HostDevice device : holding.definedDevices()) {
                hypervisor.removeFromDefinition(share.guest(), device.alias().orElseThrow());
            }
            return holding;
        });
    }

    /**
     * Asks a running guest to let go of everything that it has of the group: of all functions, before it answers for one. One that
     * cannot be asked for keeps none of the others from it, unless libvirt does not answer: it would not for the others either.
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
                        device.address() + " has no alias; it can only be taken out with virsh detach-device"));
    }

    /** Asks this run of the guest to shut down; another one is let be. */
    public void shutDown(Share share, @Nullable String run) throws GuestException {
        onRun(share, run, hypervisor -> hypervisor.shutdown(share.guest()));
    }

    /** Ends the process of this run of the guest, by SIGTERM alone or with SIGKILL after it; another one is let be. */
    public void destroy(Share share, @Nullable String run, boolean gracefully) throws GuestException {
        onRun(share, run, hypervisor -> destroy(hypervisor, share, gracefully));
    }

    /** A process that ends while libvirt waits for that is to libvirt a guest that does not run: just what was wanted. */
    private static void destroy(Hypervisor hypervisor, Share share, boolean gracefully) throws HypervisorException {
        try {
            hypervisor.destroy(share.guest(), gracefully);
        } catch (HypervisorException failure) {
            if (failure.code() != HypervisorException.Code.WRONG_STATE
                    || hypervisor.guest(share.guest()).flatMap(Guest::run).isPresent()) {
                throw failure;
            }
        }
    }

    /** Stops the processors of this run of the guest; another one is let be. */
    public void suspend(Share share, @Nullable String run) throws GuestException {
        onRun(share, run, hypervisor -> hypervisor.suspend(share.guest()));
    }

    /** libvirt knows guests by their UUID alone, so the last look at the run is right before. */
    private void onRun(Share share, @Nullable String run, Command command) throws GuestException {
        on(share, hypervisor -> {
            Optional<String> now = hypervisor.guest(share.guest()).flatMap(Guest::run);
            if (!now.equals(Optional.ofNullable(run))) {
                throw new HypervisorException(
                        HypervisorException.Code.WRONG_STATE,
                        now.isEmpty()
                                ? "the guest does not run any more"
                                : "the guest has been started again, in run " + now.get());
            }
            command.on(hypervisor);
            return share;
        });
    }

    /** Something that is done to a guest. */
    private interface Command {
        void on(Hypervisor hypervisor) throws HypervisorException;
    }

    private <T> T on(Share share, Guests.Call<T> call) throws GuestException {
        return guests.on(share.host(), call);
    }
}
