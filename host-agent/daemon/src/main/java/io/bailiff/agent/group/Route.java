// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The steps that move one function from its current binding to the wanted binding. Steps already done are left out. So
 * the same routes serve a first attempt, an undo, and the recovery from a crash between any two steps.
 *
 * <p>Every route pins the function before the unbind, and restores the override only after the former driver has the
 * function again. A function ends without driver and without override only if the function had neither before.
 *
 * <p>The route back has two legs, {@link #leave} and {@link #arrive}. No member may go to a host driver while another
 * member is still on a vfio driver: a process may have the group open. A kernel without DMA ownership then crashes
 * (vfio_iommu_group_notifier). An unbind from vfio ends only after every process has closed the function.
 */
final class Route {

    private Route() {}

    /** Returns the steps from the host to the member's vfio driver. */
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
        steps.add(new Step.VerifyPinned(address, target));
        return steps;
    }

    /** Returns the first leg of the route back: the unbind from the vfio driver, under a pin to the former driver. */
    static List<Step> leave(Member member, Binding now) {
        if (now.isBoundTo(member.driver())) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        // A function without a former driver must not get a driver meanwhile: the function leaves under the pin to its
        // vfio driver.
        String pin = member.driver() == null ? member.targetDriver() : member.driver();
        if (!pin.equals(now.override())) {
            steps.add(new Step.Pin(member.address(), pin, now.override()));
        }
        if (now.driver() != null) {
            steps.add(new Step.Unbind(member.address(), now.driver()));
        }
        return steps;
    }

    /** Returns the second leg of the route back: the probe of the former driver, the verification, and the former override. */
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

    /**
     * Returns the steps for a function with an unknown former driver: an unbind under a pin. A function without a pin
     * is first pinned to the present driver.
     */
    static List<Step> leaveForGood(PciAddress address, Binding now) {
        String driver = now.driver();
        if (driver == null) {
            return List.of();
        }
        Step unbind = new Step.Unbind(address, driver);
        return now.override() == null ? List.of(new Step.Pin(address, driver, null), unbind) : List.of(unbind);
    }

    /**
     * Returns the steps to any driver of the kernel's choice, maybe none. Between the two steps the function is not
     * pinned, because the name of the future driver is unknown.
     */
    static List<Step> takeAny(PciAddress address, Binding now) {
        return List.of(
                new Step.RestoreOverride(address, null), new Step.Probe(address, "the first driver that matches"));
    }
}
