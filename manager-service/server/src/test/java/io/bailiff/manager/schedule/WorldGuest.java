// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.agent.sim.GuestException;
import io.bailiff.agent.sim.GuestView;
import io.bailiff.agent.sim.SimGuests;
import io.bailiff.manager.SimulatedGuest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A guest of the simulated host as it is, whatever libvirt says of it at the moment. */
final class WorldGuest extends SimulatedGuest {

    private final Map<String, Long> byHand = new HashMap<>();
    private GuestBehaviour behaviour = GuestBehaviour.OBEDIENT;

    WorldGuest(SimGuests guests, String name, UUID uuid) {
        super(guests, uuid, name);
        guests.define(uuid, name, behaviour);
    }

    @Nullable
    String domainInstance() {
        return view().domainInstance();
    }

    boolean runs() {
        return domainInstance() != null;
    }

    /** The addresses of what it has, as libvirt shows it. */
    List<String> live() {
        return view().liveDevices().stream().map(GuestView.Device::address).toList();
    }

    /** The addresses of what its next start would have. */
    List<String> defined() {
        return view().definedDevices().stream().map(GuestView.Device::address).toList();
    }

    /** The addresses of what its process has open. */
    List<String> open() {
        return ask(() -> control.open(uuid)).stream().map(PciAddress::toString).toList();
    }

    boolean hasOpen(WorldGroup group) {
        return open().stream().anyMatch(group::has);
    }

    /** Since when it has a function open because its present domain instance was started with it; -1: the manager plugged it in. */
    long openByHandSince(String address) {
        return byHand.getOrDefault(domainInstance() + " " + address, -1L);
    }

    boolean isStuck() {
        return behaviour == GuestBehaviour.STUCK;
    }

    /** Whether its QEMU is stopped, and libvirt can change nothing of it, not even its definition. */
    boolean isStopped() {
        return runs() && behaviour == GuestBehaviour.STOPPED;
    }

    void behaves(GuestBehaviour how, boolean lingers) {
        behaviour = how;
        act(() -> {
            control.behaves(uuid, how);
            control.lingers(uuid, lingers);
        });
    }

    void obey() {
        act(() -> {
            control.obey(uuid);
        });
    }

    void end() {
        act(() -> {
            if (runs()) {
                control.end(uuid);
            }
        });
    }

    /** What its next start by hand would have: what its definition has, and what it has now if that is put into it again. */
    Map<String, PciAddress> devices(boolean withThoseThatItHas) {
        Map<String, PciAddress> devices = new LinkedHashMap<>();
        GuestView view = view();
        view.definedDevices().forEach(device -> devices.put(device.alias(), PciAddress.parse(device.address())));
        if (withThoseThatItHas) {
            view.liveDevices().forEach(device -> devices.put(device.alias(), PciAddress.parse(device.address())));
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
        startedWith(now);
        return true;
    }

    /** It has been started, and its process has opened what it was started with. */
    void startedWith(long now) {
        String instance = Objects.requireNonNull(domainInstance());
        live().forEach(address -> byHand.put(instance + " " + address, now));
    }

    /** Its state changes; false if its present state does not allow that. */
    boolean becomes(GuestBecomes.Change how) {
        try {
            switch (how) {
                case PAUSED -> guests.suspend(uuid);
                case RESUMED -> guests.resume(uuid);
                case ASLEEP -> control.sleep(uuid);
                case AWAKE -> guests.wake(uuid);
                case CRASHED -> control.crash(uuid);
                case POWERING_OFF -> control.powerOff(uuid);
            }
            return true;
        } catch (GuestException notNow) {
            return false;
        }
    }

    GuestView.State state() {
        return view().state();
    }

    /** The addresses of what it has under this alias. */
    List<String> aliased(String alias) {
        return view().liveDevices().stream()
                .filter(device -> alias.equals(device.alias()))
                .map(GuestView.Device::address)
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
