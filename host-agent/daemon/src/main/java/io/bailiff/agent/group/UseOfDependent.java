// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.dependents.DependentDevice;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.process.HostReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Determines the uses of dependents at one moment. */
final class UseOfDependent {

    private final HostFiles files;
    private final DependentGroups groups;
    private final Map<Integer, GroupUse> uses;
    private final LoanOfFunction loans;
    private final HostNeeds needs;
    private final OpenDependents open;

    UseOfDependent(
            HostReading reading,
            DependentGroups groups,
            Map<Integer, GroupUse> uses,
            LoanOfFunction loans,
            HostNeeds needs) {
        this.files = reading.files();
        this.groups = groups;
        this.uses = uses;
        this.loans = loans;
        this.needs = needs;
        this.open = new OpenDependents(reading);
    }

    /** @param group the group of the function on which the device depends */
    DependentUse of(DependentDevice device, IommuGroup group) {
        List<String> found = new ArrayList<>();
        List<String> unknowns = new ArrayList<>();
        try {
            switch (device.kind()) {
                case VIRTUAL_FUNCTION, BEHIND_CONTROLLER -> addFunction(device, group, found, unknowns);
                case MEDIATED_DEVICE -> addMediatedDevice(device, found, unknowns);
                case FRAMEBUFFER -> open.addFramebuffer(device, found, unknowns);
                case OTHER -> unknowns.add("the kind of the device " + device.name() + " is unknown");
            }
        } catch (HostFileException failure) {
            unknowns.add(String.valueOf(failure.getMessage()));
        }
        return new DependentUse(found, unknowns);
    }

    private void addFunction(DependentDevice device, IommuGroup group, List<String> found, List<String> unknowns)
            throws HostFileException {
        PciAddress address = PciAddress.parse(device.name());
        if (group.member(address).isPresent()) {
            // The kernel removes the dependent before the dependent can reach a vfio driver, so such a detach always
            // fails.
            found.add("a member of the same group that disappears with the detach");
        }
        addBinding(device, found);
        loans.owner(address).ifPresent(owner -> found.add("detached for " + owner));
        if (loans.unreadable() != null) {
            unknowns.add(loans.unreadable());
        }
        groups.of(device).ifPresent(own -> {
            addHolders(own, found);
            addNeeds(address, own, group, found, unknowns);
        });
    }

    /**
     * Adds the driver if the driver offers the function to guests: a vfio driver by name, or a vendor's driver with a vfio device of the
     * function (since Linux 6.1). An idle function on such a driver is prepared for a guest.
     */
    private void addBinding(DependentDevice device, List<String> found) throws HostFileException {
        String driver = device.driver();
        if (driver != null
                && (VfioDrivers.isVfio(driver) || !vfioDevices(device).isEmpty())) {
            found.add("on " + driver + (VfioDrivers.isVfio(driver) ? "" : ", which offers the function to guests"));
        }
    }

    private List<String> vfioDevices(DependentDevice device) throws HostFileException {
        try {
            return files.list(device.path() + "/vfio-dev");
        } catch (HostFileException failure) {
            // A kernel or a driver without vfio devices has no such directory.
            if (failure.error() == HostError.NO_ENTRY) {
                return List.of();
            }
            throw failure;
        }
    }

    private void addHolders(IommuGroup own, List<String> found) {
        GroupUse use = uses.get(own.number());
        if (use != null && use.state() == GroupUse.State.IN_USE) {
            found.add("in use by " + GroupUseScan.holders(use));
        }
        // An unknown use adds nothing: a process can have the function open only on a driver that addBinding has found.
    }

    private void addNeeds(
            PciAddress address, IommuGroup own, IommuGroup group, List<String> found, List<String> unknowns) {
        List<String> known = needs.refusals(group).stream().map(Refusal::reason).toList();
        about(address, own)
                .filter(refusal -> refusal.code().isUse())
                .map(Refusal::reason)
                .forEach(found::add);
        // An unknown about the function itself needs no second refusal.
        about(address, own)
                .filter(refusal -> refusal.code() == Code.UNKNOWN && !known.contains(refusal.reason()))
                .map(Refusal::reason)
                .forEach(unknowns::add);
    }

    private Stream<Refusal> about(PciAddress address, IommuGroup own) {
        return needs.refusals(own).stream().filter(refusal -> refusal.address().equals(address));
    }

    private void addMediatedDevice(DependentDevice device, List<String> found, List<String> unknowns)
            throws HostFileException {
        GroupUse use = groups.of(device).map(own -> uses.get(own.number())).orElse(null);
        if (use != null && use.state() == GroupUse.State.IN_USE) {
            found.add("in use by " + GroupUseScan.holders(use));
        } else {
            open.addMediatedDevice(device, vfioDevices(device), found, unknowns);
        }
    }
}
