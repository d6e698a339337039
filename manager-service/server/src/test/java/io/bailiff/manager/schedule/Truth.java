// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.sim.GuestView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The host as it has been since the manager began its present work. A change in the middle of that work may come too late for the manager,
 * so everything that was true meanwhile counts.
 */
final class Truth {

    private final World world;
    private final Set<Guest> guests = new LinkedHashSet<>();
    private final Set<String> reports = new LinkedHashSet<>();
    private final Set<StoredPolicies> policies = new LinkedHashSet<>();
    private final Map<String, String> processes = new HashMap<>();
    private boolean libvirtAway;

    Truth(World world) {
        this.world = world;
    }

    /**
     * A guest at a moment.
     *
     * @param instance its domain instance; null while it is off
     * @param has the groups of which it has a function, or its process has one open
     */
    private record Guest(UUID uuid, @Nullable String instance, GuestView.State state, Set<WorldGroup> has) {}

    /** The manager begins to do something. */
    void begins() {
        guests.clear();
        reports.clear();
        policies.clear();
        libvirtAway = false;
        look();
        stored();
    }

    /** Something may have happened on the host. */
    void look() {
        libvirtAway |= !world.libvirtReachable();
        for (WorldGuest guest : world.guests()) {
            guests.add(new Guest(guest.uuid(), guest.domainInstance(), guest.state(), groups(guest)));
            world.processes().key(guest).ifPresent(process -> processes.put(key(guest), process));
        }
    }

    private Set<WorldGroup> groups(WorldGuest guest) {
        Set<WorldGroup> has = new HashSet<>();
        guest.live().forEach(address -> has.add(world.groupOf(address)));
        guest.open().forEach(address -> has.add(world.groupOf(address)));
        return has;
    }

    /** Something has been stored. */
    void stored() {
        reports.add(world.rules().records().inventorySequence());
        policies.add(world.rules().policies());
    }

    /** The reports that the manager may have read. */
    Set<String> reports() {
        return reports;
    }

    boolean libvirtWasAway() {
        return libvirtAway;
    }

    /** True if a stored policy was of this kind meanwhile. */
    boolean policy(Predicate<StoredPolicies> is) {
        return policies.stream().anyMatch(is);
    }

    /** True if the domain instance that a conflict acts on had the conflict's group, or the manager was told so of its process. */
    boolean had(Records.Conflict conflict) {
        WorldGroup group = world.group(conflict.group());
        return guests.stream()
                        .filter(guest -> isOf(guest, conflict))
                        .anyMatch(guest -> guest.has().contains(group))
                || isReported(conflict, group);
    }

    /** True if the guest that a conflict acts on had the conflict's group, as whatever domain instance. */
    boolean guestHad(Records.Conflict conflict) {
        WorldGroup group = world.group(conflict.group());
        return guests.stream()
                .filter(guest -> guest.uuid().equals(conflict.target()))
                .anyMatch(guest -> guest.has().contains(group));
    }

    /**
     * True if a report names a process with the group open that is not the conflict's domain instance's. A process that states the guest's
     * UUID may be the guest's next domain instance's. Before the first request a conflict has no domain instance: then no process of the
     * guest is a stranger's.
     */
    boolean isStrangerReported(Records.Conflict conflict) {
        WorldGroup group = world.group(conflict.group());
        return reports.stream()
                .flatMap(sequence -> holder(sequence, group).stream())
                .anyMatch(process -> !mayBeOwn(process, conflict));
    }

    private boolean mayBeOwn(GroupUse.Holder process, Records.Conflict conflict) {
        String key = WorldProcesses.key(process);
        return conflict.target().toString().equals(process.guestUuid())
                || (conflict.domainInstance() != null ? key.equals(processOf(conflict)) : isOfGuest(key, conflict));
    }

    private boolean isOfGuest(String key, Records.Conflict conflict) {
        return processes.entrySet().stream()
                .filter(known -> known.getKey().startsWith(conflict.target() + "/"))
                .anyMatch(known -> known.getValue().equals(key));
    }

    private boolean isReported(Records.Conflict conflict, WorldGroup group) {
        return reports.stream()
                .flatMap(sequence -> holder(sequence, group).stream())
                .anyMatch(process -> WorldProcesses.key(process).equals(processOf(conflict)));
    }

    private @Nullable String processOf(Records.Conflict conflict) {
        return processes.get(conflict.instanceKey());
    }

    private Optional<GroupUse.Holder> holder(String sequence, WorldGroup group) {
        World.SentReport sent = world.sent(sequence);
        return sent == null
                ? Optional.empty()
                : sent.report().groups().stream()
                        .filter(known -> known.fingerprint().equals(group.fingerprint()))
                        .flatMap(known -> known.use().holders().stream())
                        .findFirst();
    }

    /** The states in which the domain instance of a conflict was; of a guest that was off, too. */
    Set<GuestView.State> states(Records.Conflict conflict) {
        return guests.stream()
                .filter(guest -> guest.uuid().equals(conflict.target()))
                .filter(guest -> guest.instance() == null || isOf(guest, conflict))
                .map(Guest::state)
                .collect(Collectors.toSet());
    }

    private static boolean isOf(Guest guest, Records.Conflict conflict) {
        return guest.uuid().equals(conflict.target())
                && (conflict.domainInstance() == null
                        || conflict.domainInstance().equals(guest.instance()));
    }

    static String key(WorldGuest guest) {
        return guest.uuid() + "/" + guest.domainInstance();
    }
}
