// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.group.VfioDrivers;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects the host-critical functions with their reasons, and all unknowns. */
final class Findings {

    /** Network controllers, wireless controllers (Wi-Fi and mobile modems), and the older class of InfiniBand. */
    private static final List<String> NETWORK_CLASSES = List.of("02", "0d", "0c06");

    private final HostFiles files;
    private final Set<Refusal> needs = new LinkedHashSet<>();
    private final Map<UnknownScope, Set<String>> unknowns = new EnumMap<>(UnknownScope.class);
    private final Map<UnknownScope, Set<PciAddress>> carriers = new EnumMap<>(UnknownScope.class);
    private final Set<String> answered = new HashSet<>();

    Findings(HostFiles files) {
        this.files = files;
    }

    /**
     * Returns the sink for the search below one user of devices, for example a mounted file system.
     *
     * @param purpose the purpose of the devices: {@code mounted at /}
     * @param evidence the file of the host that shows the use
     */
    DependencySink neededFor(Code code, String purpose, String evidence) {
        return new DependencySink() {
            @Override
            public void found(String path, String chain) {
                needWay(SysfsNames.functions(path), code, "provides " + chain + ", " + purpose, evidence);
            }

            @Override
            public void unknown(UnknownScope scope, String text) {
                Findings.this.unknown(scope, text + " (" + purpose + ")");
            }
        };
    }

    /**
     * Marks as host-critical the function itself, all bridges on the way, and the physical function if the function is
     * a virtual function.
     *
     * @param way the functions from the root of the bus to the function, as in {@link SysfsNames#functions}
     * @param what the use, after the address of the function: {@code provides /dev/sda1, mounted at /}
     * @param evidence the file of the host that shows the use
     */
    void needWay(List<PciAddress> way, Code code, String what, String evidence) {
        if (way.isEmpty()) {
            return;
        }
        PciAddress carrier = way.get(way.size() - 1);
        need(carrier, code, carrier + " " + what, evidence);
        for (PciAddress bridge : way.subList(0, way.size() - 1)) {
            need(bridge, code, bridge + " is upstream of " + carrier + ", which " + what, evidence);
        }
        try {
            Optional<String> physical = files.readLink(PciBus.DEVICES + carrier + "/physfn");
            physical.map(SysfsNames::last)
                    .map(PciAddress::parse)
                    .ifPresent(address -> need(
                            address,
                            code,
                            address + " is the physical function of " + carrier + ", which " + what,
                            evidence));
        } catch (HostFileException | IllegalArgumentException failure) {
            unknown(
                    UnknownScope.ANY,
                    "Cannot determine the physical function of " + carrier + ": " + failure.getMessage());
        }
    }

    /** Marks a single function as host-critical. */
    void need(PciAddress address, Code code, String reason, String evidence) {
        needs.add(new Refusal(address, code, reason, evidence));
    }

    void unknown(UnknownScope scope, String text) {
        // Answers name the text, so the text has to fit into a report without a change.
        unknowns.computeIfAbsent(scope, any -> new LinkedHashSet<>())
                .add(Printable.text(text, HostUnknown.LONGEST_TEXT));
    }

    /** Adds functions of any class that an unknown of the scope may be about. */
    void carrier(UnknownScope scope, List<PciAddress> way) {
        carriers.computeIfAbsent(scope, any -> new HashSet<>()).addAll(way);
    }

    /** Returns the scopes of all unknowns, with the parts of each scope. */
    Set<UnknownScope> unknownScopes() {
        Set<UnknownScope> scopes = EnumSet.noneOf(UnknownScope.class);
        unknowns.keySet().forEach(scope -> scopes.addAll(scope.withParts()));
        return scopes;
    }

    /** Returns all unknowns, with or without an answer, each with those of the given functions that the unknown may be about. */
    List<HostUnknown> unknowns(List<FunctionReport> functions) {
        return unknowns.values().stream()
                .flatMap(Set::stream)
                .distinct()
                .map(text -> HostUnknown.of(text, candidates(text, functions)))
                .toList();
    }

    private List<PciAddress> candidates(String text, List<FunctionReport> functions) {
        return functions.stream()
                // A bridge is refused because of the endpoints below, so an answer names endpoints only.
                .filter(function -> function.kind() == FunctionKind.ENDPOINT)
                .filter(function -> unknowns.entrySet().stream()
                        .anyMatch(entry -> entry.getValue().contains(text) && isWithin(entry.getKey(), function)))
                .map(FunctionReport::address)
                .toList();
    }

    /** Ends the refusals of an unknown. The caller marks the functions that the unknown is about. */
    void answer(String text) {
        answered.add(text);
    }

    List<Refusal> about(FunctionReport function) {
        List<Refusal> found = new ArrayList<>();
        needs.stream().filter(need -> need.address().equals(function.address())).forEach(found::add);
        unknowns.forEach((scope, texts) -> {
            if (isWithin(scope, function)) {
                texts.stream()
                        .filter(text -> !answered.contains(text))
                        .forEach(text -> found.add(new Refusal(function.address(), Code.UNKNOWN, text, null)));
            }
        });
        return found;
    }

    private boolean isWithin(UnknownScope scope, FunctionReport function) {
        return scope.withParts().stream().anyMatch(part -> isWithinPart(part, function));
    }

    private boolean isWithinPart(UnknownScope scope, FunctionReport function) {
        boolean byClass = switch (scope) {
            case DISKS, POOL_DISKS, SHARED_FOLDERS, REMOTE_STORAGE, ANY_STORAGE -> false;
            case STORAGE -> function.classCode().startsWith("01") && isDrivenByHost(function);
            case FABRIC -> function.classCode().startsWith("0c04") && isDrivenByHost(function);
            case NETWORK -> NETWORK_CLASSES.stream().anyMatch(function.classCode()::startsWith);
            case DISPLAY -> function.classCode().startsWith("03");
            case DEVICE_FILES -> false;
            case ANY -> function.kind() == FunctionKind.ENDPOINT;
        };
        return byClass || carriers.getOrDefault(scope, Set.of()).contains(function.address());
    }

    /** Returns true if a driver of the host has the function. Without such a driver, no storage of the host is on the function. */
    private static boolean isDrivenByHost(FunctionReport function) {
        return function.driver() != null && !VfioDrivers.isAway(function.driver());
    }
}
