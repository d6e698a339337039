// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.ModuleAliases;
import io.bailiff.agent.kernel.ModuleAliases.Alias;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Decides if a driver takes a function by the ids of the function: by the {@code pci:} aliases of the driver's module in
 * {@code modules.alias}. A built-in driver, or a driver with an unknown module, counts as a fit for every function.
 */
final class DriverFit {

    private final BusFactsReader bus;
    private final ModuleAliases aliases;
    private final Map<String, Optional<Set<String>>> modulesByModalias = new ConcurrentHashMap<>();

    DriverFit(HostFiles files) {
        this(files, new BusFactsReader(files));
    }

    /** @param bus the facts about functions, which the caller of {@link #fits} has renewed for the decision */
    DriverFit(HostFiles files, BusFactsReader bus) {
        this.bus = bus;
        this.aliases = new ModuleAliases(files);
    }

    boolean fits(String driver, Member member) {
        try {
            BusFacts facts = bus.latest();
            Optional<String> module = facts.module(driver);
            Optional<Set<String>> fitting = modules(facts.modalias(member.address()));
            return module.isEmpty() || fitting.isEmpty() || fitting.get().contains(module.get());
        } catch (HostFileException unknown) {
            return true;
        }
    }

    /** Returns true if the id matches the function by the function's ids; true if the ids of the function are unknown. */
    boolean matches(DeviceId id, Member member) {
        try {
            return FunctionIds.parse(bus.latest().modalias(member.address()))
                    .map(id::matches)
                    .orElse(true);
        } catch (HostFileException unknown) {
            return true;
        }
    }

    /** Returns the modules with a fitting alias; empty if unknown. Cached by modalias, because an opener sleeps during the look-up. */
    private Optional<Set<String>> modules(String modalias) throws HostFileException {
        Optional<Set<String>> known = modulesByModalias.get(modalias);
        if (known == null) {
            known = aliases.fitting(modalias)
                    .map(fitting -> fitting.stream().map(Alias::module).collect(Collectors.toUnmodifiableSet()));
            modulesByModalias.put(modalias, known);
        }
        return known;
    }
}
