package io.bailiff.manager.schedule;

import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.libvirt.xml.HostDevice;
import io.bailiff.manager.schedule.Boundaries.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The host's libvirt: calls have effect at once, and their answers may be lost. What it does to a guest the rules
 * look at first.
 */
final class WorldLibvirt implements Hypervisor {

    private final World world;

    /** Calls that do something and whose answer is lost, counted from the next. */
    int answersToLose;

    /** Calls that do something and are refused for now, counted from the next. */
    int busyFor;

    WorldLibvirt(World world) {
        this.world = world;
    }

    /** Something that is done to a guest. */
    private interface Deed {
        void on(WorldGuest guest) throws HypervisorException;
    }

    private void reach() throws HypervisorException {
        if (!world.libvirtReachable()) {
            throw new HypervisorException(Code.UNREACHABLE, "away, by the schedule");
        }
    }

    private WorldGuest require(UUID uuid) throws HypervisorException {
        return world.guest(uuid).orElseThrow(() -> new HypervisorException(Code.NO_GUEST, "no guest " + uuid));
    }

    private static void requireRunning(WorldGuest guest) throws HypervisorException {
        if (!guest.runs()) {
            throw new HypervisorException(Code.WRONG_STATE, guest + " is off");
        }
    }

    private void call(UUID uuid, Deed deed) throws HypervisorException {
        reach();
        WorldGuest guest = require(uuid);
        world.at(Place.CALL);
        if (busyFor > 0) {
            busyFor--;
            throw new HypervisorException(Code.BUSY, "another job, by the schedule");
        }
        deed.on(guest);
        world.at(Place.CALLED);
        if (answersToLose > 0) {
            answersToLose--;
            throw new HypervisorException(Code.UNREACHABLE, "the answer is lost, by the schedule");
        }
    }

    @Override
    public ConnectionStatus status() {
        return new ConnectionStatus(world.libvirtReachable(), Instant.EPOCH, "of the schedule");
    }

    @Override
    public List<Guest> guests() throws HypervisorException {
        reach();
        return world.guests().stream().map(WorldGuest::seen).toList();
    }

    @Override
    public Optional<Guest> guest(UUID uuid) throws HypervisorException {
        world.at(Place.LOOK);
        reach();
        return world.guest(uuid).map(WorldGuest::seen);
    }

    @Override
    public Optional<Guest> guest(String name) throws HypervisorException {
        reach();
        return world.guests().stream()
                .filter(guest -> guest.name().equals(name))
                .findFirst()
                .map(WorldGuest::seen);
    }

    @Override
    public void attach(UUID uuid, HostDevice device) throws HypervisorException {
        call(uuid, guest -> {
            WorldGroup group = world.groupOf(device.address());
            if (guest.runs() && (!group.isDetached() || world.isOpenInAnother(group, guest))) {
                throw new HypervisorException(Code.REFUSED, group + " is " + group.state);
            }
            world.rules().mayAttach(guest, group);
            if (guest.runs() && !guest.live.contains(device)) {
                guest.live.add(device);
                world.tell("libvirt plugs " + device.address() + " into " + guest);
            }
            if (!guest.defined.contains(device)) {
                requireDefinitionChanges();
                guest.defined.add(device);
            }
        });
    }

    @Override
    public DetachRequest requestDetach(UUID uuid, String alias) throws HypervisorException {
        call(uuid, guest -> {
            requireRunning(guest);
            world.rules().mayAsk(guest);
            world.tell(guest + " is asked for " + alias);
            guest.asked.add(alias);
            if (guest.behaviour == Behaviour.PROMPT) {
                world.obeys(guest);
            }
        });
        return DetachRequest.SENT;
    }

    @Override
    public void removeFromDefinition(UUID uuid, String alias) throws HypervisorException {
        call(uuid, guest -> {
            List<HostDevice> gone = guest.defined.stream()
                    .filter(device -> device.alias().equals(Optional.of(alias)))
                    .toList();
            if (!gone.isEmpty()) {
                requireDefinitionChanges();
            }
            guest.defined.removeAll(gone);
        });
    }

    private void requireDefinitionChanges() throws HypervisorException {
        if (world.faults().definitionsFixed()) {
            throw new HypervisorException(Code.REFUSED, "the definition cannot be stored, by the schedule");
        }
    }

    @Override
    public void shutdown(UUID uuid) throws HypervisorException {
        call(uuid, guest -> {
            requireRunning(guest);
            world.rules().mayShutDown(guest);
            world.tell(guest + " is asked to shut down");
            guest.askedToShutDown = true;
            if (guest.behaviour != Behaviour.SLOW) {
                world.obeys(guest);
            }
        });
    }

    @Override
    public void destroy(UUID uuid, boolean graceful) throws HypervisorException {
        call(uuid, guest -> {
            requireRunning(guest);
            world.rules().mayDestroy(guest, graceful);
            world.tell(guest + " gets " + (graceful ? "SIGTERM" : "SIGKILL"));
            boolean survives = guest.behaviour == Behaviour.STUCK || (guest.behaviour == Behaviour.STOPPED && graceful);
            if (survives) {
                throw new HypervisorException(Code.BUSY, "the process does not end");
            }
            world.ended(guest);
        });
    }

    @Override
    public void suspend(UUID uuid) throws HypervisorException {
        call(uuid, guest -> {
            requireRunning(guest);
            world.rules().maySuspend(guest);
            world.tell(guest + " is suspended");
        });
    }

    /** Events are brought by the schedule itself. */
    @Override
    public Subscription subscribe(Consumer<HypervisorEvent> listener) {
        return () -> {};
    }

    @Override
    public void close() {}
}
