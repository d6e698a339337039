package io.bailiff.manager.schedule;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.agent.sim.GuestControl;
import io.bailiff.agent.sim.GuestException;
import io.bailiff.agent.sim.GuestView;
import io.bailiff.agent.sim.SimGuests;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A guest of the simulated host as it is, whatever libvirt says of it at the moment. */
final class WorldGuest {

    private final SimGuests guests;
    private final GuestControl control;
    private final String name;
    private final UUID uuid;
    private final Map<String, Long> byHand = new HashMap<>();
    private GuestBehaviour behaviour = GuestBehaviour.OBEDIENT;

    WorldGuest(SimGuests guests, String name, UUID uuid) {
        this.guests = guests;
        this.control = guests.control();
        this.name = name;
        this.uuid = uuid;
        guests.define(uuid, name, behaviour);
    }

    /** A question to the simulation, or something to do in it. */
    private interface Question<T> {
        T answer() throws GuestException;
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.answer();
        } catch (GuestException refused) {
            throw new IllegalStateException("The simulation does not do what the schedule wants", refused);
        }
    }

    String name() {
        return name;
    }

    UUID uuid() {
        return uuid;
    }

    private GuestView seen() {
        return ask(() -> guests.guest(uuid));
    }

    @Nullable
    String run() {
        return seen().run();
    }

    boolean runs() {
        return run() != null;
    }

    /** The addresses of what it has, as libvirt shows it. */
    List<String> live() {
        return seen().liveDevices().stream().map(GuestView.Device::address).toList();
    }

    /** The addresses of what its next start would have. */
    List<String> defined() {
        return seen().definedDevices().stream().map(GuestView.Device::address).toList();
    }

    /** The addresses of what its process has open. */
    List<String> open() {
        return ask(() -> control.open(uuid)).stream().map(PciAddress::toString).toList();
    }

    boolean hasOpen(WorldGroup group) {
        return open().stream().anyMatch(group::has);
    }

    /** Since when it has a function open because somebody started its present run with it; -1: the manager gave it. */
    long openByHandSince(String address) {
        return byHand.getOrDefault(run() + " " + address, -1L);
    }

    boolean isStuck() {
        return behaviour == GuestBehaviour.STUCK;
    }

    void behaves(GuestBehaviour how, boolean lingers) {
        behaviour = how;
        ask(() -> {
            control.behaves(uuid, how);
            control.lingers(uuid, lingers);
            return how;
        });
    }

    void obey() {
        ask(() -> {
            control.obey(uuid);
            return uuid;
        });
    }

    void end() {
        ask(() -> {
            if (runs()) {
                control.end(uuid);
            }
            return uuid;
        });
    }

    /** What its next start by hand would have: what its definition has, and what it has now if that is put into it again. */
    Map<String, PciAddress> devices(boolean withThoseThatItHas) {
        Map<String, PciAddress> devices = new LinkedHashMap<>();
        GuestView seen = seen();
        seen.definedDevices().forEach(device -> devices.put(device.alias(), PciAddress.parse(device.address())));
        if (withThoseThatItHas) {
            seen.liveDevices().forEach(device -> devices.put(device.alias(), PciAddress.parse(device.address())));
        }
        return devices;
    }

    /** Somebody starts it with these devices; returns false if it cannot have them. */
    boolean start(Map<String, PciAddress> devices, long now) {
        try {
            control.start(uuid, devices);
        } catch (GuestException refused) {
            return false;
        }
        String run = Objects.requireNonNull(run());
        devices.values().forEach(address -> byHand.put(run + " " + address, now));
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
