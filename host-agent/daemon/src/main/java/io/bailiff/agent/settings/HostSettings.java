// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostSetting;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings of the host that put functions on vfio drivers, or take functions for guests, without Bailiff, at one moment. */
public final class HostSettings {

    private final List<ModuleIds> ids = new ArrayList<>();
    private final List<HostSetting> byAddress = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private HostSettings() {}

    /** Reads the host once. An unreadable part becomes a problem, and hides no other part. */
    public static HostSettings read(HostFiles files) {
        HostSettings settings = new HostSettings();
        settings.part(() -> settings.ids.addAll(KernelCommandLine.read(files)));
        settings.part(() -> settings.ids.addAll(ModprobeOptions.read(files)));
        settings.part(() -> settings.byAddress.addAll(DriverctlRules.read(files)));
        settings.part(() -> {
            GuestDefinitions guests = GuestDefinitions.read(files);
            settings.byAddress.addAll(guests.settings());
            settings.problems.addAll(guests.problems());
        });
        return settings;
    }

    /** Returns the settings about one function. */
    public List<HostSetting> about(FunctionReport function) {
        List<HostSetting> found = new ArrayList<>();
        ids.stream()
                .map(entry -> entry.about(function))
                .flatMap(Optional::stream)
                .forEach(found::add);
        byAddress.stream()
                .filter(setting -> setting.address().equals(function.address()))
                .forEach(found::add);
        return found;
    }

    /** Returns the unreadable parts, for people. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    private void part(Part part) {
        try {
            part.read();
        } catch (HostFileException failure) {
            problems.add(failure.getMessage());
        }
    }

    private interface Part {
        void read() throws HostFileException;
    }
}
