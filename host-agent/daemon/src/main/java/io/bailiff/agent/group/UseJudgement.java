// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GroupUse.Holder;
import io.bailiff.agent.api.GroupUse.State;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.process.HostReading;
import io.bailiff.agent.process.ProcessIdentity;
import io.bailiff.agent.process.VfioMappings;
import io.bailiff.agent.process.VfioMappings.Mapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Concludes the use of groups from the open files of one pass. Reads the memory maps at most once, and only for a group in need. */
final class UseJudgement {

    private static final GroupUse FREE = new GroupUse(State.FREE, List.of());

    private final HostFiles host;
    private final HostReading reading;
    private final VfioFunctions functions;
    private final VfioUsers named;
    private final Map<Long, ProcessIdentity> identities = new HashMap<>();
    private Optional<VfioUsers> numbered = Optional.empty();
    private Optional<VfioUsers> mappers = Optional.empty();

    UseJudgement(HostReading reading) {
        this.host = reading.files();
        this.reading = reading;
        this.functions = new VfioFunctions(host);
        this.named = VfioUsers.named(reading);
    }

    GroupUse use(IommuGroup group) {
        Optional<GroupUse> held = heldBy(group, named);
        if (held.isPresent()) {
            return held.get();
        }
        Set<PciAddress> openable = functions.openable(group);
        return openable.isEmpty()
                ? FREE
                : use(group, openable, openers(group, openable), "open").orElseGet(() -> mappedUse(group, openable));
    }

    /**
     * Returns the use through memory maps. Only a group with a function that is registered with vfio, enabled, and in no process's open
     * files needs a look at the maps: a mapped function stays enabled ({@link VfioFunctions#enabled}). On most hosts no group is
     * like that.
     */
    private GroupUse mappedUse(IommuGroup group, Set<PciAddress> openable) {
        return functions.enabled(openable).isEmpty()
                ? FREE
                : use(group, openable, mappers(), "mapped").orElse(FREE);
    }

    /** Returns the use that the processes show; empty if the processes do not have the group. */
    private Optional<GroupUse> use(IommuGroup group, Set<PciAddress> openable, VfioUsers users, String verb) {
        Optional<GroupUse> held = heldBy(group, users);
        List<String> unknowns = held.isPresent() ? List.of() : unknowns(openable, users, verb);
        return unknowns.isEmpty() ? held : Optional.of(new GroupUse(State.UNKNOWN, List.of(), unknowns));
    }

    private Optional<GroupUse> heldBy(IommuGroup group, VfioUsers users) {
        List<Holder> holders = users.holders(group).stream().map(this::holder).toList();
        return holders.isEmpty() ? Optional.empty() : Optional.of(new GroupUse(State.IN_USE, holders));
    }

    /**
     * Returns the reasons why a process may have one of the functions. A function that is not enabled is not open. The file of its
     * group may be open all the same, so an unreadable process counts for every function.
     */
    private List<String> unknowns(Set<PciAddress> openable, VfioUsers users, String verb) {
        List<String> unknowns = new ArrayList<>();
        users.unreadable().forEach(place -> unknowns.add("the " + verb + " files of " + place + " cannot be read"));
        Set<PciAddress> enabled = functions.enabled(openable);
        if (!enabled.isEmpty()) {
            users.withNamelessDevice(functions)
                    .forEach(pid -> unknowns.add(
                            process(pid) + " has a vfio device " + verb + " that this kernel does not name"));
        }
        if (!enabled.stream().allMatch(functions::hasVfioDevice)) {
            users.withRemovedDevice().forEach(pid -> unknowns.add(process(pid) + " has a removed vfio device " + verb));
        }
        return unknowns;
    }

    /**
     * Returns the processes with open files of vfio. The numbers of all open files are read only if the group has a file that a process
     * may have open under an unusual name, or if an unusual name may explain a file without a name.
     */
    private VfioUsers openers(IommuGroup group, Set<PciAddress> openable) {
        if (!functions.hasFiles(group, openable)
                && named.withNamelessDevice(functions).isEmpty()) {
            return named;
        }
        if (numbered.isEmpty()) {
            numbered = Optional.of(VfioUsers.of(reading));
        }
        return numbered.get();
    }

    /** Returns the processes with mapped files of vfio. The maps of a process with open files of vfio are taken for maps of these files. */
    private VfioUsers mappers() {
        if (mappers.isEmpty()) {
            VfioMappings mappings =
                    VfioMappings.read(host, numbered.orElse(named).pids());
            VfioUsers users = new VfioUsers();
            for (Mapping mapping : mappings.maps()) {
                users.add(mapping.pid(), "map", mapping.file());
            }
            users.addUnreadable(mappings.unreadable());
            mappers = Optional.of(users);
        }
        return mappers.get();
    }

    private Holder holder(long pid) {
        ProcessIdentity found = identity(pid);
        return new Holder(pid, found.command(), found.guest(), found.guestUuid(), found.startTime());
    }

    private String process(long pid) {
        ProcessIdentity found = identity(pid);
        return found.guest() == null
                ? "process " + pid + " (" + found.command() + ")"
                : "process " + pid + " (" + found.command() + ", guest " + Printable.name(found.guest()) + ")";
    }

    private ProcessIdentity identity(long pid) {
        return identities.computeIfAbsent(pid, id -> ProcessIdentity.read(host, id));
    }
}
