package io.bailiff.manager.schedule;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.xml.HostDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A guest as it is, whatever libvirt says of it at the moment. */
final class WorldGuest {

    private final String name;
    private final UUID uuid;
    Behaviour behaviour = Behaviour.PROMPT;

    /** What it lets go of stays open in its process until that ends. */
    boolean lingers;

    @Nullable
    String run;

    final List<HostDevice> live = new ArrayList<>();
    final List<HostDevice> defined = new ArrayList<>();
    final List<HostDevice> lingering = new ArrayList<>();

    /** Since when it has them open because somebody put them into it by hand; not those that the manager gave it. */
    final Map<String, Long> byHand = new HashMap<>();

    final Set<String> asked = new HashSet<>();
    boolean askedToShutDown;

    WorldGuest(String name, UUID uuid) {
        this.name = name;
        this.uuid = uuid;
    }

    String name() {
        return name;
    }

    UUID uuid() {
        return uuid;
    }

    boolean runs() {
        return run != null;
    }

    Guest seen() {
        return new Guest(
                uuid,
                name,
                runs() ? GuestState.RUNNING : GuestState.SHUT_OFF,
                Optional.ofNullable(run),
                true,
                live,
                defined);
    }

    boolean hasOpen(WorldGroup group) {
        return open().stream().anyMatch(device -> group.has(device.address()));
    }

    List<HostDevice> open() {
        List<HostDevice> all = new ArrayList<>(live);
        all.addAll(lingering);
        return all;
    }

    void start(String id) {
        run = id;
        live.clear();
        live.addAll(defined);
    }

    /** Whatever ends it. */
    void end() {
        run = null;
        live.clear();
        lingering.clear();
        byHand.clear();
        asked.clear();
        askedToShutDown = false;
    }

    void letGo(HostDevice device) {
        if (live.remove(device) && lingers) {
            lingering.add(device);
        }
        asked.remove(device.alias().orElse(""));
    }

    @Override
    public String toString() {
        return name;
    }
}
