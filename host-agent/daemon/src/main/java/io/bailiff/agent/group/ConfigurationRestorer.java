// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.group.HostConfiguration.NetworkInterface;
import io.bailiff.agent.group.HostConfiguration.VirtualFunctions;
import io.bailiff.agent.group.HostConfiguration.Vlan;
import io.bailiff.agent.group.Journal.Member;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Restores the configuration of functions that are back on their host drivers. Every restore first reads the present
 * configuration, so that a second restore after a crash changes nothing twice.
 */
public final class ConfigurationRestorer {

    private final FunctionInterfaces interfaces;
    private final KernelTimeouts timeouts;
    private final VirtualFunctionRestore virtualFunctions;
    private final InterfaceRestore settings;

    ConfigurationRestorer(HostFiles files, KernelTimeouts timeouts) {
        HostConfigurationReader reader = new HostConfigurationReader(files);
        this.interfaces = new FunctionInterfaces(files);
        this.timeouts = timeouts;
        this.virtualFunctions = new VirtualFunctionRestore(files, reader);
        this.settings = new InterfaceRestore(files, reader);
    }

    /**
     * Restores the configuration of the members.
     *
     * @return the parts that could not be restored, for people; empty if everything is as before
     */
    List<String> restore(List<Member> members, StepListener listener) {
        return members.stream()
                .flatMap(member -> restore(member, listener).stream())
                .toList();
    }

    private List<String> restore(Member member, StepListener listener) {
        HostConfiguration was = member.configuration();
        if (was == null) {
            return List.of();
        }
        RestoreSteps steps = new RestoreSteps(member.address(), listener);
        VirtualFunctions virtual = was.virtualFunctions();
        if (virtual != null) {
            virtualFunctions.restore(virtual, steps);
        }
        if (!was.interfaces().isEmpty()) {
            restoreInterfaces(was.interfaces(), steps);
        }
        return steps.notes();
    }

    private void restoreInterfaces(List<NetworkInterface> was, RestoreSteps steps) {
        Map<String, String> present = await(was, steps);
        for (NetworkInterface one : was) {
            Vlan vlan = one.vlan();
            String lower = present.get(vlan == null ? one.name() : vlan.lower());
            if (lower == null) {
                steps.note("The interface " + one.name() + " of " + steps.address() + " is missing");
            } else if (vlan == null) {
                settings.restore(one, lower, lower, steps);
            } else {
                settings.restore(one, one.name(), lower, steps);
                present.put(one.name(), one.name());
            }
        }
    }

    /**
     * Waits for the interfaces of the function: some drivers create their interfaces after the probe, and udev gives an
     * interface its name a moment later. An interface that is up cannot be renamed, so an interface under another name is
     * taken only after the wait.
     *
     * @return the present names by the former names
     */
    private Map<String, String> await(List<NetworkInterface> was, RestoreSteps steps) {
        List<String> wanted = was.stream()
                .filter(one -> one.vlan() == null)
                .map(NetworkInterface::name)
                .toList();
        try {
            List<String> present = interfaces.of(steps.address());
            for (int look = 1; !present.containsAll(wanted) && look < timeouts.looks() && timeouts.pause(); look++) {
                present = interfaces.of(steps.address());
            }
            return matched(wanted, present);
        } catch (HostFileException failure) {
            steps.note("Cannot read the interfaces of " + steps.address() + " (" + failure.getMessage() + ")");
            return new HashMap<>();
        }
    }

    /** Matches the names. A single interface under a new name is the single missing interface. */
    private static Map<String, String> matched(List<String> wanted, List<String> present) {
        Map<String, String> names =
                wanted.stream().filter(present::contains).collect(Collectors.toMap(name -> name, name -> name));
        List<String> missing =
                wanted.stream().filter(name -> !present.contains(name)).toList();
        List<String> others =
                present.stream().filter(name -> !wanted.contains(name)).toList();
        Map<String, String> result = new HashMap<>(names);
        if (missing.size() == 1 && others.size() == 1) {
            result.put(missing.get(0), others.get(0));
        }
        return result;
    }
}
