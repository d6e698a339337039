// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.Affected;
import io.bailiff.agent.sim.GuestException;
import io.bailiff.agent.sim.GuestView;
import io.bailiff.agent.sim.SimGuests;
import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.FunctionPool;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.MissingParts;
import io.bailiff.libvirt.xml.HostDevice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The libvirt of a simulated host, called in this process: a test decides what is done around each call. */
public abstract class DirectHypervisor implements Hypervisor {

    private final SimGuests guests;

    protected DirectHypervisor(SimGuests guests) {
        this.guests = guests;
    }

    /** A kind of call. */
    public enum Call {
        LOOK,
        ATTACH,
        DETACH,
        UNDEFINE,
        SHUTDOWN,
        DESTROY,
        SUSPEND,
        RESUME,
        WAKE,
        START
    }

    /**
     * A call of the manager.
     *
     * @param call what is called
     * @param guest the guest that it is about
     * @param function the function to attach, or the alias of the device to take out of the guest or its definition; empty for another call
     * @param graceful true if a call to destroy is to be SIGTERM
     */
    public record Request(Call call, UUID guest, Optional<String> function, boolean graceful) {

        private Request(Call call, UUID guest) {
            this(call, guest, Optional.empty(), false);
        }
    }

    /** What a call does. */
    @FunctionalInterface
    protected interface Operation<T> {
        T run() throws GuestException, HypervisorException;
    }

    /** Does a call, with all that a test wants before and after it. */
    protected abstract <T> T around(Request request, Operation<T> operation) throws HypervisorException;

    /** Fails if the host's libvirt cannot be reached. */
    protected abstract void requireReachable() throws HypervisorException;

    /** Runs an operation of the simulation; its refusals are those of libvirt. */
    protected static <T> T simulated(Operation<T> operation) throws HypervisorException {
        try {
            return operation.run();
        } catch (GuestException refused) {
            throw new HypervisorException(
                    HypervisorException.Code.valueOf(refused.code().name()), String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public ConnectionStatus status() {
        try {
            requireReachable();
            return new ConnectionStatus(true, Instant.EPOCH, "simulated libvirt");
        } catch (HypervisorException away) {
            return new ConnectionStatus(false, Instant.EPOCH, String.valueOf(away.getMessage()));
        }
    }

    @Override
    public List<Guest> guests() throws HypervisorException {
        requireReachable();
        return guests.all().stream().map(DirectHypervisor::seen).toList();
    }

    @Override
    public Optional<Guest> guest(UUID uuid) throws HypervisorException {
        return around(
                new Request(Call.LOOK, uuid),
                () -> guests.all().stream()
                        .filter(guest -> guest.uuid().equals(uuid))
                        .findFirst()
                        .map(DirectHypervisor::seen));
    }

    @Override
    public Optional<Guest> guest(String name) throws HypervisorException {
        return guests().stream().filter(guest -> guest.name().equals(name)).findFirst();
    }

    @Override
    public void attach(UUID guest, HostDevice device) throws HypervisorException {
        around(new Request(Call.ATTACH, guest, Optional.of(device.address()), false), () -> {
            MissingParts missing = MissingParts.of(seen(guests.guest(guest)), device);
            if (!missing.none()) {
                guests.attach(
                        guest,
                        device.alias().orElseThrow(),
                        PciAddress.parse(device.address()),
                        Affected.of(missing.live(), missing.definition()));
            }
            return missing;
        });
    }

    @Override
    public DetachRequest requestDetach(UUID guest, String alias) throws HypervisorException {
        return around(
                new Request(Call.DETACH, guest, Optional.of(alias), false),
                () -> DetachRequest.valueOf(guests.requestDetach(guest, alias).name()));
    }

    @Override
    public void removeFromDefinition(UUID guest, String alias) throws HypervisorException {
        command(
                new Request(Call.UNDEFINE, guest, Optional.of(alias), false),
                () -> guests.removeFromDefinition(guest, alias));
    }

    @Override
    public void shutdown(UUID guest) throws HypervisorException {
        command(new Request(Call.SHUTDOWN, guest), () -> guests.shutdown(guest));
    }

    @Override
    public void destroy(UUID guest, boolean graceful) throws HypervisorException {
        command(new Request(Call.DESTROY, guest, Optional.empty(), graceful), () -> guests.destroy(guest, graceful));
    }

    @Override
    public void suspend(UUID guest) throws HypervisorException {
        command(new Request(Call.SUSPEND, guest), () -> guests.suspend(guest));
    }

    @Override
    public void resume(UUID guest) throws HypervisorException {
        command(new Request(Call.RESUME, guest), () -> guests.resume(guest));
    }

    @Override
    public void wake(UUID guest) throws HypervisorException {
        command(new Request(Call.WAKE, guest), () -> guests.wake(guest));
    }

    @Override
    public void start(UUID guest) throws HypervisorException {
        command(new Request(Call.START, guest), () -> guests.start(guest));
    }

    /** Ends nothing: the host lives on, and the next manager connects to it again. */
    @Override
    public void close() {}

    private void command(Request request, Command command) throws HypervisorException {
        around(request, () -> {
            command.run();
            return true;
        });
    }

    @FunctionalInterface
    private interface Command {
        void run() throws GuestException;
    }

    /** Returns a simulated guest as libvirt shows it. */
    static Guest seen(GuestView guest) {
        return new Guest(
                guest.uuid(),
                guest.name(),
                GuestState.valueOf(guest.state().name()),
                Optional.ofNullable(guest.domainInstance()),
                guest.persistent(),
                devices(guest.liveDevices()),
                devices(guest.definedDevices()),
                guest.definedPools().stream().map(DirectHypervisor::pool).toList());
    }

    private static FunctionPool pool(GuestView.Pool pool) {
        return new FunctionPool(
                pool.network(), Optional.ofNullable(pool.physicalFunction()), pool.functions(), pool.known());
    }

    private static List<HostDevice> devices(List<GuestView.Device> devices) {
        return devices.stream()
                .map(device -> HostDevice.unmanaged(device.alias(), device.address()))
                .toList();
    }
}
