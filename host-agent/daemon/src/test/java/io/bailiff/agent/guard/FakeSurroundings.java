// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.LentGroup.Member;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Surroundings as a test sets them. Without settings, no function has a driver, an override or virtual functions, and no slot is known. */
final class FakeSurroundings implements Surroundings {

    final Map<PciAddress, String> drivers = new HashMap<>();
    final Map<PciAddress, String> overrides = new HashMap<>();
    final Map<PciAddress, Integer> virtualFunctions = new HashMap<>();
    final Set<String> slots = new HashSet<>();
    /** The empty slots below a bridge of the group. */
    final Set<String> emptySlots = new HashSet<>();

    final Set<String> groups = new HashSet<>();
    final Set<String> usedModules = new HashSet<>();

    @Override
    public boolean mayBeOn(String driver, PciAddress function) {
        return driver.equals(drivers.get(function));
    }

    @Override
    public boolean mayBeLoose(PciAddress function) {
        return !drivers.containsKey(function);
    }

    @Override
    public Optional<String> override(PciAddress function) {
        return Optional.of(overrides.getOrDefault(function, ""));
    }

    @Override
    public Optional<Integer> virtualFunctions(PciAddress physical) {
        return Optional.of(virtualFunctions.getOrDefault(physical, 0));
    }

    @Override
    public boolean mayBeInSlot(String slot, Member member) {
        return slots.contains(slot);
    }

    @Override
    public boolean mayFillGroup(String slot, Member member) {
        return emptySlots.contains(slot);
    }

    @Override
    public boolean mayBeInGroup(String number, Member member) {
        return groups.contains(number);
    }

    /** A driver has the name of its module. */
    @Override
    public boolean mayBeFrom(String module, PciAddress function) {
        return drivers.getOrDefault(function, "").replace('-', '_').equals(module);
    }

    @Override
    public boolean mayBeUnused(String module) {
        return !usedModules.contains(module);
    }
}
