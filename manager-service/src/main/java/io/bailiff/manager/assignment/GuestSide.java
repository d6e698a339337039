package io.bailiff.manager.assignment;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.HostDevice;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.manager.guest.Guests;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The guest's side of an assignment: what the guest has of the group, giving it functions, asking for them back. */
@Component
public class GuestSide {

    private final Guests guests;

    GuestSide(Guests guests) {
        this.guests = guests;
    }

    /** What the guest has of the group now. */
    public Holding look(Assignment assignment) throws HypervisorException {
        Optional<Guest> guest = hypervisor(assignment).guest(assignment.guest());
        Set<String> members = assignment.members().stream()
                .map(member -> member.address().toString())
                .collect(Collectors.toSet());
        Set<String> aliases =
                assignment.functions().stream().map(LentFunction::alias).collect(Collectors.toSet());
        List<HostDevice> live = guest.map(Guest::liveDevices).orElse(List.of()).stream()
                .filter(device -> members.contains(device.address()))
                .toList();
        List<HostDevice> defined = guest.map(Guest::definedDevices).orElse(List.of()).stream()
                .filter(device -> device.alias().filter(aliases::contains).isPresent())
                .toList();
        return new Holding(guest, live, defined);
    }

    /** Gives the guest a function. */
    void give(Assignment assignment, LentFunction function) throws HypervisorException {
        hypervisor(assignment)
                .attach(
                        assignment.guest(),
                        HostDevice.unmanaged(
                                function.alias(), function.address().toString()));
    }

    /** Takes what the assignment put into the guest's definition out of it, so that its next start goes without. */
    public void undefine(Assignment assignment, Holding holding) throws HypervisorException {
        for (HostDevice device : holding.defined()) {
            hypervisor(assignment)
                    .removeFromDefinition(assignment.guest(), device.alias().orElseThrow());
        }
    }

    /** Asks a running guest to let go of everything that it has of the group: of all functions, before it answers for one. */
    public void ask(Assignment assignment, Holding holding) throws HypervisorException {
        HypervisorException failure = null;
        for (HostDevice device : holding.live()) {
            try {
                ask(assignment, device);
            } catch (HypervisorException one) {
                failure = one;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void ask(Assignment assignment, HostDevice device) throws HypervisorException {
        String alias = device.alias()
                .orElseThrow(() -> new HypervisorException(
                        HypervisorException.Code.REFUSED,
                        device.address() + " has no alias; it can only be taken out with virsh detach-device"));
        hypervisor(assignment).requestDetach(assignment.guest(), alias);
    }

    /** Asks the guest to shut down. */
    public void shutDown(Assignment assignment) throws HypervisorException {
        hypervisor(assignment).shutdown(assignment.guest());
    }

    private Hypervisor hypervisor(Assignment assignment) throws HypervisorException {
        return guests.hypervisor(assignment.host());
    }
}
