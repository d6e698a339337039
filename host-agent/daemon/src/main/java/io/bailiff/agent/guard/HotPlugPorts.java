// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches off hot-plug at the empty ports of a lent group, on a kernel that crashes if a host driver joins a group in use. A function that is
 * plugged into such a port joins the group of the port (pci_device_group in drivers/iommu/iommu.c) and gets a driver at once
 * (pci_bus_add_device in drivers/pci/bus.c). A port without its hot-plug service reports no new function. The service, bound again after the
 * loan, finds a function that was plugged in meanwhile (pciehp_check_presence in drivers/pci/hotplug/pciehp_core.c).
 *
 * <p>A port with a function below keeps the service: a new function comes only after the removal of the present one.
 */
final class HotPlugPorts {

    private static final Logger LOG = LoggerFactory.getLogger(HotPlugPorts.class);
    private static final String BUS = "/sys/bus/pci_express";
    private static final String DRIVER = BUS + "/drivers/pciehp";

    /** A write to one of these two files begins hot-plug of a port. */
    static final String BIND = DRIVER + "/bind";

    static final String PROBE = BUS + "/drivers_probe";

    /**
     * The services that are switched off, as stored.
     *
     * @param bootId the boot of the host; after another boot every service is on
     * @param services the names of the services in sysfs: {@code 0000:00:1c.4:pcie204}
     */
    record Stored(String bootId, List<String> services) {
        Stored {
            services = List.copyOf(services);
        }
    }

    private final HostFiles files;
    private final LentGroups lentGroups;
    private final StateStore<Stored> store;
    private final String bootId;
    private final boolean isNeeded;
    private @Nullable Set<GroupFingerprint> known;
    private boolean isFailing;

    /** @param isNeeded true if the kernel may crash when a host driver joins a group in use */
    HotPlugPorts(HostFiles files, LentGroups lentGroups, StateStore<Stored> store, String bootId, boolean isNeeded) {
        this.files = files;
        this.lentGroups = lentGroups;
        this.store = store;
        this.bootId = bootId;
        this.isNeeded = isNeeded;
    }

    /** Follows the loans if a loan has begun or ended since the last call. Cheap: looks at the journals alone. */
    synchronized void followLoans() {
        try {
            if (isNeeded && !lentGroups.pinnedFingerprints().equals(known)) {
                renew();
            }
        } catch (IOException unreadable) {
            renew();
        }
    }

    /** Switches services off and on as the present loans need. A failure is logged; the next call tries again. */
    synchronized void renew() {
        if (!isNeeded) {
            return;
        }
        try {
            Set<GroupFingerprint> lent = lentGroups.pinnedFingerprints();
            follow(functionsOfLentGroups());
            known = lent;
            isFailing = false;
        } catch (IOException failure) {
            if (!isFailing) {
                LOG.error(
                        "cannot switch hot-plug of empty ports error={}: a function that is plugged into a lent group"
                                + " crashes this kernel",
                        failure.getMessage());
            }
            isFailing = true;
        }
    }

    private void follow(Set<PciAddress> lent) throws IOException {
        Set<String> bound = bound();
        for (String service : stored()) {
            if (!isOf(service, lent)) {
                switchOn(service, bound);
            }
        }
        for (String service : bound) {
            if (isOf(service, lent) && isEmpty(service)) {
                switchOff(service);
            }
        }
    }

    private Set<PciAddress> functionsOfLentGroups() throws IOException {
        Set<PciAddress> functions = new HashSet<>();
        for (LentGroup group : lentGroups.pinned()) {
            Optional<String> number = lentGroups.number(group);
            if (number.isPresent()) {
                for (String name : files.list(PciBus.GROUPS + number.get() + "/devices")) {
                    SysfsNames.address(name).ifPresent(functions::add);
                }
            }
        }
        return functions;
    }

    /** Stores the service before the write, so that another agent can switch the service on. */
    private void switchOff(String service) throws IOException {
        List<String> off = new ArrayList<>(stored());
        off.remove(service);
        off.add(service);
        store.write(new Stored(bootId, off));
        files.write(DRIVER + "/unbind", service);
        LOG.warn("switched off hot-plug of an empty port of a lent group service={}", service);
    }

    private void switchOn(String service, Set<String> bound) throws IOException {
        Optional<PciAddress> port = port(service);
        if (!bound.contains(service) && port.isPresent() && files.exists(PciBus.DEVICES + port.get())) {
            files.write(BIND, service);
            LOG.info("switched on hot-plug of a port service={}", service);
        }
        List<String> off = new ArrayList<>(stored());
        off.remove(service);
        store.write(new Stored(bootId, off));
    }

    /** Returns the names of the bound services; none on a host without hot-plug ports. */
    private Set<String> bound() throws HostFileException {
        Set<String> names = new HashSet<>(HostDirectories.listIfPresent(files, DRIVER));
        names.removeIf(name -> port(name).isEmpty());
        return names;
    }

    private boolean isEmpty(String service) throws HostFileException {
        return files.list(PciBus.DEVICES + port(service).orElseThrow()).stream()
                .allMatch(name -> SysfsNames.address(name).isEmpty());
    }

    private static boolean isOf(String service, Set<PciAddress> functions) {
        return port(service).filter(functions::contains).isPresent();
    }

    /** Returns the port in the name of a service; empty for another name. */
    private static Optional<PciAddress> port(String service) {
        int end = service.lastIndexOf(":pcie");
        return end < 0 ? Optional.empty() : SysfsNames.address(service.substring(0, end));
    }

    private List<String> stored() throws IOException {
        return store.read()
                .filter(stored -> stored.bootId().equals(bootId))
                .map(Stored::services)
                .orElse(List.of());
    }
}
