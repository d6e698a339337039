// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.agent.api.Dependent;
import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An IOMMU group of a fake host, and how its moves end. */
public final class FakeGroup {

    private volatile int number;
    private final List<FunctionReport> members = new CopyOnWriteArrayList<>();
    private final Set<GroupFingerprint> names = new HashSet<>();
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private final List<Dependent> dependents = new CopyOnWriteArrayList<>();
    private volatile List<String> useUnknowns = List.of();
    private volatile GroupState state = GroupState.WITH_HOST;
    private volatile GroupUse.@Nullable State use;
    private volatile List<GroupUse.Holder> strangers = List.of();
    private volatile boolean fenced;
    private volatile boolean fencing = true;
    private volatile Move detach = Move.WORKS;
    private volatile Move reattach = Move.WORKS;

    /** How a move ends. */
    public enum Move {
        WORKS,
        /** It fails and is undone. */
        FAILS,
        /** It fails half way. */
        STICKS,
        /** It never ends. */
        HANGS
    }

    private GroupState home = GroupState.WITH_HOST;
    private boolean lent;
    private volatile String owner = "assignment";
    private volatile boolean gone;

    FakeGroup(int number) {
        this.number = number;
    }

    public FakeGroup endpoint(String address, @Nullable String driver) {
        members.add(function(address, FunctionKind.ENDPOINT, driver, null));
        names.add(fingerprint());
        return this;
    }

    FakeGroup bridge(String address) {
        members.add(function(address, FunctionKind.BRIDGE, "pcieport", null));
        names.add(fingerprint());
        return this;
    }

    FakeGroup refused(Refusal refusal) {
        refusals.add(refusal);
        return this;
    }

    FakeGroup dependent(Dependent dependent) {
        dependents.add(dependent);
        return this;
    }

    /** The agent cannot determine the use of the group, for these reasons. */
    FakeGroup useUnknown(String... reasons) {
        useUnknowns = List.of(reasons);
        return used(GroupUse.State.UNKNOWN);
    }

    /** The host itself keeps the endpoints on vfio drivers, and gets the group back in this state. */
    FakeGroup keptOnVfio() {
        home = GroupState.DETACHED;
        return in(home);
    }

    /** Detaches the group for an owner, or reattaches the group to what the host had. */
    FakeGroup lent(boolean now) {
        lent = now;
        return in(now ? GroupState.DETACHED : home);
    }

    /** The agent has detached the group for an assignment. */
    void owned(String assignment) {
        owner = "assignment " + assignment;
    }

    /** Every function is removed from the host; with the last function the kernel removes the group. */
    FakeGroup removed() {
        gone = true;
        return this;
    }

    boolean isGone() {
        return gone;
    }

    boolean isLent() {
        return lent;
    }

    /** The agent reports a group that is gone from the journal of the loan, and no longer after the end of the loan. */
    boolean isReported() {
        return !gone || lent;
    }

    public FakeGroup in(GroupState now) {
        state = now;
        fenced = fenced && now == GroupState.DETACHED;
        return this;
    }

    /** Processes that libvirt does not know have it open. */
    FakeGroup heldBy(GroupUse.Holder... processes) {
        strangers = List.of(processes);
        return this;
    }

    /** What the agent says of its use, whatever the guests have open; null: the truth. */
    FakeGroup used(GroupUse.@Nullable State now) {
        use = now;
        return this;
    }

    public FakeGroup detaching(Move how) {
        detach = how;
        return this;
    }

    /** Whether bus mastering can be cleared. */
    FakeGroup fencing(boolean works) {
        fencing = works;
        return this;
    }

    /** Clears bus mastering on every member, if that works. */
    boolean fence() {
        fenced = fencing;
        return fenced;
    }

    /** Whether the members may not reach memory any more. */
    boolean fenced() {
        return fenced;
    }

    /** Takes the condition in which an earlier version left the group. */
    void restore(JsonNode stored) {
        state = GroupState.valueOf(stored.get("state").asString());
        fenced = stored.get("fenced").asBoolean();
    }

    /** From the next boot on the kernel gives it another number. */
    FakeGroup renumbered(int now) {
        number = now;
        return this;
    }

    /** The host uses, or does not use, this function. */
    FakeGroup driver(String address, @Nullable String driver) {
        members.replaceAll(member ->
                member.address().toString().equals(address) ? function(address, member.kind(), driver, null) : member);
        return this;
    }

    /** There is another device in this slot. */
    FakeGroup becomes(String address, String device) {
        members.replaceAll(member -> member.address().toString().equals(address)
                ? function(address, member.kind(), device, member.driver(), null)
                : member);
        names.add(fingerprint());
        return this;
    }

    FakeGroup reattaching(Move how) {
        reattach = how;
        return this;
    }

    Move detaching() {
        return detach;
    }

    Move reattaching() {
        return reattach;
    }

    GroupState state() {
        return state;
    }

    GroupFingerprint fingerprint() {
        return GroupFingerprint.of(members);
    }

    boolean has(String address) {
        return members.stream().anyMatch(member -> member.address().toString().equals(address));
    }

    /** Whether it has this fingerprint, or had it when it had fewer members. */
    boolean isOrWas(GroupFingerprint name) {
        return names.contains(name);
    }

    GroupUse use(TestHypervisor libvirt) {
        if (gone) {
            return new GroupUse(GroupUse.State.FREE, List.of());
        }
        if (use != null) {
            return new GroupUse(use, List.of(), useUnknowns);
        }
        List<GroupUse.Holder> holders = new ArrayList<>(strangers);
        members.stream()
                .flatMap(member -> libvirt.holders(member.address().toString()).stream())
                .distinct()
                .forEach(holders::add);
        return new GroupUse(holders.isEmpty() ? GroupUse.State.FREE : GroupUse.State.IN_USE, holders);
    }

    /** @param health the health events of the host: an event of a member refuses the group */
    IommuGroupReport report(TestHypervisor libvirt, List<HealthEvent> health) {
        List<Refusal> all = Stream.concat(refusals.stream(), health.stream().flatMap(this::refusal))
                .toList();
        return new IommuGroupReport(
                gone ? -1 : number,
                fingerprint(),
                state,
                use(libvirt),
                members.stream().map(this::now).toList(),
                List.of(),
                all,
                !lent && state == home && all.stream().allMatch(Refusal::isOverridable) ? plan() : List.of(),
                lent ? owner : null,
                List.of(),
                dependents);
    }

    private Stream<Refusal> refusal(HealthEvent event) {
        return members.stream()
                .filter(member -> member.address().equals(event.function()))
                .map(member -> new Refusal(
                        member.address(), Refusal.Code.HEALTH_EVENT, event.sentence(), "/var/lib/bailiff/health.json"));
    }

    private FunctionReport now(FunctionReport member) {
        if (gone) {
            return function(
                    member.address().toString(), member.kind(), member.device(), null, null, FunctionHealth.GONE);
        }
        boolean away = state == GroupState.DETACHED && member.kind() == FunctionKind.ENDPOINT;
        return away ? function(member.address().toString(), member.kind(), "vfio-pci", "vfio-pci") : member;
    }

    private List<PlannedStep> plan() {
        return members.stream()
                .filter(member -> member.kind() == FunctionKind.ENDPOINT)
                .map(member -> new PlannedStep(
                        member.address(), PlannedStep.Action.PIN, "driver_override = vfio-pci (was not set)"))
                .toList();
    }

    private static FunctionReport function(
            String address, FunctionKind kind, @Nullable String driver, @Nullable String override) {
        return function(address, kind, "100e", driver, override);
    }

    private static FunctionReport function(
            String address, FunctionKind kind, String device, @Nullable String driver, @Nullable String override) {
        return function(address, kind, device, driver, override, null);
    }

    private static FunctionReport function(
            String address,
            FunctionKind kind,
            String device,
            @Nullable String driver,
            @Nullable String override,
            @Nullable FunctionHealth health) {
        return new FunctionReport(
                PciAddress.parse(address),
                kind,
                "8086",
                device,
                "1af4",
                "1100",
                "020000",
                null,
                driver,
                override,
                -1,
                health);
    }
}
