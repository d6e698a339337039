// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.LentGroup.Member;
import java.util.Optional;

/**
 * The present state of the functions and places that a lent function needs. Each call reads the host. A fact that cannot be read counts as
 * the fact with the stronger effect.
 */
interface Surroundings {

    /** Returns true if the function is bound to the driver, or if the driver of the function cannot be read. */
    boolean mayBeOn(String driver, PciAddress function);

    /** Returns true if the function has no driver, or if the driver of the function cannot be read. */
    boolean mayBeLoose(PciAddress function);

    /** Returns the override of the function, an empty text if no override is set; empty if the override cannot be read. */
    Optional<String> override(PciAddress function);

    /** Returns the number of virtual functions of a physical function; empty if the number cannot be read. */
    Optional<Integer> virtualFunctions(PciAddress physical);

    /**
     * Returns true if the member, its physical function or a bridge above is in the slot, or if the place of the slot cannot be read.
     *
     * @param slot the name of the slot in {@code /sys/bus/pci/slots}
     */
    boolean mayBeInSlot(String slot, Member member);

    /**
     * Returns true if the slot is empty and a function that comes into the slot joins the group of the member, or if the place of the slot
     * cannot be read.
     *
     * @param slot the name of the slot in {@code /sys/bus/pci/slots}
     */
    boolean mayFillGroup(String slot, Member member);

    /**
     * Returns true if the member is in the IOMMU group, or if the group cannot be read.
     *
     * @param number the number of the group at present
     */
    boolean mayBeInGroup(String number, Member member);

    /** Returns true if the driver of the function is in the module, or if the driver or its module cannot be read. */
    boolean mayBeFrom(String module, PciAddress function);

    /** Returns true if the kernel would unload the module: nothing uses the module, or the use cannot be read. */
    boolean mayBeUnused(String module);
}
