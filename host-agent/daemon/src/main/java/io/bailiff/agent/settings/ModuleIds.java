// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostSetting;
import io.bailiff.agent.api.HostSetting.Source;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A value of the parameter {@code ids} of a module that takes functions for guests.
 *
 * @param source the kind of the setting
 * @param file the file with the setting
 * @param text the setting as written
 * @param patterns the valid entries of the value
 */
record ModuleIds(Source source, String file, String text, List<IdPattern> patterns) {

    private static final Set<String> MODULES = Set.of("vfio_pci", "pci_stub");

    /** Returns true for vfio-pci and pci-stub, spelled with - or _. */
    static boolean isForGuests(String module) {
        return MODULES.contains(module.replace('-', '_'));
    }

    static ModuleIds of(Source source, String file, String text, String value) {
        List<IdPattern> patterns = Stream.of(unquoted(value).split(","))
                .map(IdPattern::parse)
                .flatMap(Optional::stream)
                .toList();
        return new ModuleIds(source, file, text, patterns);
    }

    Optional<HostSetting> about(FunctionReport function) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(function))
                ? Optional.of(setting(function.address()))
                : Optional.empty();
    }

    private HostSetting setting(PciAddress address) {
        return new HostSetting(address, source, file, text);
    }

    private static String unquoted(String value) {
        return value.replace("\"", "");
    }
}
