// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.GuestException;
import io.bailiff.agent.sim.GuestProcesses;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The guests' processes: one opens a function only if the group is detached, and no other has a function of the group open. */
final class WorldProcesses implements GuestProcesses {

    private final World world;
    private final Map<Long, Set<PciAddress>> open = new HashMap<>();
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
    }

    private void requirePossible(long process, PciAddress function) throws GuestException {
        WorldGroup group = world.groupOf(function.toString());
        boolean another = open.entrySet().stream()
                .filter(other -> other.getKey() != process)
                .flatMap(other -> other.getValue().stream())
                .anyMatch(address -> group.has(address.toString()));
        if (another || !group.isDetached()) {
            throw new GuestException(
                    GuestException.Code.REFUSED, group + " is " + group.state + (another ? ", and another's" : ""));
        }
    }
}
