// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.Optional;

/** The {@link Surroundings} on the host, from sysfs. */
final class HostSurroundings implements Surroundings {

    private final HostFiles files;
    private final PciBus bus;
    private final Slots slots;
    private final DriverModules modules;

    HostSurroundings(HostFiles files) {
        this.files = files;
        this.bus = new PciBus(files);
        this.slots = new Slots(files);
        this.modules = new DriverModules(files);
    }

    @Override
    public boolean mayBeOn(String driver, PciAddress function) {
        try {
            return bus.driver(function).filter(driver::equals).isPresent();
        } catch (HostFileException unknown) {
            return true;
        }
    }

    @Override
    public boolean mayBeLoose(PciAddress function) {
        try {
            return bus.driver(function).isEmpty();
        } catch (HostFileException unknown) {
            return true;
        }
    }

    @Override
    public Optional<String> override(PciAddress function) {
        try {
            return Optional.of(bus.driverOverride(function).orElse(""));
        } catch (HostFileException unknown) {
            return Optional.empty();
        }
    }

    /** Counts the links to the virtual functions: a read of {@code sriov_numvfs} may wait for the lock of the function. */
    @Override
    public Optional<Integer> virtualFunctions(PciAddress physical) {
        try {
            return Optional.of((int) files.list(PciBus.DEVICES + physical).stream()
                    .filter(name -> name.startsWith("virtfn"))
                    .count());
        } catch (HostFileException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public boolean mayBeInSlot(String slot, Member member) {
        try {
            return slots.contains(slot, member);
        } catch (HostFileException unknown) {
            return true;
        }
    }

    @Override
    public boolean mayFillGroup(String slot, Member member) {
        try {
            return slots.fillsGroup(slot, member);
        } catch (HostFileException unknown) {
            return true;
        }
    }

    @Override
    public boolean mayBeInGroup(String number, Member member) {
        try {
            return files.exists(PciBus.GROUPS + number + "/devices/" + member.address());
        } catch (HostFileException unknown) {
            return true;
        }
    }

    @Override
    public boolean mayBeFrom(String module, PciAddress function) {
        try {
            return modules.of(function).filter(module::equals).isPresent();
        } catch (HostFileException unknown) {
            return true;
        }
    }

    /** The kernel unloads a module only if the count is 0 (try_stop_module in kernel/module/main.c). */
    @Override
    public boolean mayBeUnused(String module) {
        try {
            return files.read(DriverModules.useFile(module)).equals("0");
        } catch (HostFileException unknown) {
            return true;
        }
    }
}
