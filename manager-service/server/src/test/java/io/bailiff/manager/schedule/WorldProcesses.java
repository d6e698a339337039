// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.GuestException;
import io.bailiff.agent.sim.GuestProcesses;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The processes of the host that can have a group open: the guests' processes, and processes without a guest of libvirt. A process opens a
 * function only if the group is detached, and no other process has a function of the group open.
 */
final class WorldProcesses implements GuestProcesses {

    private static final long FIRST_PID = 4000;
    private static final long TICKS = 100;

    private final World world;
    private final Map<Long, Set<PciAddress>> open = new HashMap<>();
    private final Map<Long, String> guests = new HashMap<>();
    private final Map<WorldGroup, GroupUse.Holder> strangers = new HashMap<>();
    private long last;

    WorldProcesses(World world) {
        this.world = world;
    }

    @Override
    public long start(String guest, Collection<PciAddress> functions) throws GuestException {
        long process = ++last;
        for (PciAddress function : functions) {
            requirePossible(process, function);
        }
        open.put(process, new HashSet<>(functions));
        guests.put(process, guest);
        return process;
    }

    @Override
    public void open(long process, PciAddress function) throws GuestException {
        requirePossible(process, function);
        open.getOrDefault(process, new HashSet<>()).add(function);
    }

    @Override
    public void close(long process, PciAddress function) {
        open.getOrDefault(process, new HashSet<>()).remove(function);
    }

    @Override
    public void end(long process) {
        open.remove(process);
        guests.remove(process);
    }

    /**
     * Starts a process without a guest of libvirt that opens the group; false if the group cannot be opened.
     *
     * @param stated the guest that the process states in its command line, as a QEMU started by hand may; null: none
     */
    boolean startStranger(WorldGroup group, @Nullable WorldGuest stated) {
        if (!group.isDetached() || holder(group).isPresent()) {
            return false;
        }
        strangers.put(group, holder(++last, stated == null ? "spdk_tgt" : "qemu-system-x86", stated));
        return true;
    }

    /** Ends the process without a guest that has the group open; false if there is none. */
    boolean endStranger(WorldGroup group) {
        return strangers.remove(group) != null;
    }

    boolean hasStranger(WorldGroup group) {
        return strangers.containsKey(group);
    }

    /** The process that has the group open. */
    Optional<GroupUse.Holder> holder(WorldGroup group) {
        return Optional.ofNullable(strangers.get(group))
                .or(() -> open.entrySet().stream()
                        .filter(process ->
                                process.getValue().stream().anyMatch(address -> group.has(address.toString())))
                        .findFirst()
                        .map(process -> holder(process.getKey(), "qemu-system-x86", guest(process.getKey()))));
    }

    /** The identity of the guest's process, as reports name it; empty while the guest is off. */
    Optional<String> key(WorldGuest guest) {
        return guests.entrySet().stream()
                .filter(process -> process.getValue().equals(guest.name()))
                .findFirst()
                .map(process -> key(holder(process.getKey(), "qemu-system-x86", guest)));
    }

    /** The identity of a process: pid and start. */
    static String key(GroupUse.Holder process) {
        return process.pid() + "/" + process.startTime();
    }

    private @Nullable WorldGuest guest(long process) {
        return world.guests().stream()
                .filter(guest -> guest.name().equals(guests.get(process)))
                .findFirst()
                .orElse(null);
    }

    private static GroupUse.Holder holder(long process, String command, @Nullable WorldGuest guest) {
        return new GroupUse.Holder(
                FIRST_PID + process,
                command,
                guest == null ? null : guest.name(),
                guest == null ? null : guest.uuid().toString(),
                process * TICKS);
    }

    private void requirePossible(long process, PciAddress function) throws GuestException {
        WorldGroup group = world.groupOf(function.toString());
        boolean another = strangers.containsKey(group)
                || open.entrySet().stream()
                        .filter(other -> other.getKey() != process)
                        .flatMap(other -> other.getValue().stream())
                        .anyMatch(address -> group.has(address.toString()));
        if (another || !group.isDetached()) {
            throw new GuestException(
                    GuestException.Code.REFUSED, group + " is " + group.state + (another ? ", and another's" : ""));
        }
    }
}
