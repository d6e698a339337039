package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The steps that bring one function from wherever it is to where it shall be. Only those that are still needed: the same
 * routes serve a first attempt, an undo, and the recovery from a crash between any two steps.
 *
 * <p>On every route a function is pinned before it is unbound, and its override is put back only once the driver that it
 * had has it again. Only a function that had neither driver nor override ends without either.
 *
 * <p>The way home has two legs, {@link #leave} and {@link #arrive}, because no member may go to a host driver while another
 * is still on a vfio driver: somebody may have the group open, and a kernel without DMA ownership dies of that
 * (vfio_iommu_group_notifier). An unbind from vfio ends only when nobody has the function open any more.
 */
final class Route {

    private Route() {}

    /** From the host to the member's vfio driver. */
    static List<Step> away(Member member, Binding now) {
        PciAddress address = member.address();
        String target = member.targetDriver();
        List<Step> steps = new ArrayList<>();
        if (!target.equals(now.override())) {
            steps.add(new Step.Pin(address, target, now.override()));
        }
        if (now.driver() != null && !now.isBoundTo(target)) {
            steps.add(new Step.Unbind(address, now.driver()));
        }
        if (!now.isBoundTo(target)) {
            steps.add(new Step.Probe(address, target));
        }
        steps.add(new Step.Verify(address, target));
        return steps;
    }

    /** The first leg of the way home: off the vfio driver, under a pin that names the driver it will get. */
    static List<Step> leave(Member member, Binding now) {
        if (now.isBoundTo(member.driver())) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        // One that had no driver must not find one on the way: it leaves under the pin that keeps it away.
        String pin = member.driver() == null ? member.targetDriver() : member.driver();
        if (!pin.equals(now.override())) {
            steps.add(new Step.Pin(member.address(), pin, now.override()));
        }
        if (now.driver() != null) {
            steps.add(new Step.Unbind(member.address(), now.driver()));
        }
        return steps;
    }

    /** The second leg: onto the driver that it had, and the override as it was. */
    static List<Step> arrive(Member member, Binding now) {
        List<Step> steps = new ArrayList<>();
        if (member.driver() != null && !now.isBoundTo(member.driver())) {
            steps.add(new Step.Probe(member.address(), member.driver()));
        }
        steps.add(new Step.Verify(member.address(), member.driver()));
        if (!Objects.equals(now.override(), member.override())) {
            steps.add(new Step.RestoreOverride(member.address(), member.override()));
        }
        return steps;
    }

    /** Off its driver under whatever pin it has, for a function whose former driver nobody knows. */
    static List<Step> leaveForGood(PciAddress address, Binding now) {
        String driver = now.driver();
        if (driver == null) {
            return List.of();
        }
        Step unbind = new Step.Unbind(address, driver);
        return now.override() == null ? List.of(new Step.Pin(address, driver, null), unbind) : List.of(unbind);
    }

    /** Onto whichever driver the kernel finds, maybe none. The function is loose between the two: there is no name to pin. */
    static List<Step> takeAny(PciAddress address, Binding now) {
        return List.of(new Step.RestoreOverride(address, null), new Step.Probe(address, "whichever driver fits"));
    }
}
