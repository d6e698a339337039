// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.VfioDrivers;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pins functions that have appeared in a lent group, so that no host driver binds a new function while the group is lent. The agent
 * binds no new function to a driver: a group with an unbound function stays viable.
 */
final class AppearedFunctions {

    private static final Logger LOG = LoggerFactory.getLogger(AppearedFunctions.class);

    /**
     * The pinned functions, as stored.
     *
     * @param bootId the boot of the pins; after another boot the stored addresses are ignored
     * @param functions the addresses of the pinned functions
     */
    record Stored(String bootId, List<PciAddress> functions) {
        Stored {
            functions = List.copyOf(functions);
        }
    }

    private final HostFiles files;
    private final PciBus bus;
    private final LentGroups lentGroups;
    private final StateStore<Stored> store;
    private final String bootId;

    AppearedFunctions(HostFiles files, LentGroups lentGroups, StateStore<Stored> store, String bootId) {
        this.files = files;
        this.bus = new PciBus(files);
        this.lentGroups = lentGroups;
        this.store = store;
        this.bootId = bootId;
    }

    /**
     * Pins the function if the function is in a lent group, has no driver and has no override. Stores the address before writing
     * the override.
     *
     * @return the lent group of the function; empty if the function is in no lent group
     */
    synchronized Optional<LentGroup> appeared(PciAddress address) throws IOException {
        Optional<LentGroup> group = lentGroups.with(address);
        Optional<LentGroup.Member> loose = group.flatMap(it -> it.member(address))
                .filter(member -> member.driver() == null && member.override() == null);
        if (loose.isPresent()) {
            String pin = loose.get().pin() == null
                    ? VfioDrivers.GENERIC
                    : loose.get().pin();
            List<PciAddress> functions = new ArrayList<>(stored());
            functions.add(address);
            store.write(new Stored(bootId, functions));
            files.write(PciBus.overrideFile(address), pin + "\n");
            LOG.warn(
                    "pinned a new function in a lent group function={} group={} driver={}",
                    address,
                    group.get().fingerprint(),
                    pin);
        }
        return group;
    }

    /**
     * Unpins each stored function whose group is no longer lent: clears the override and has the kernel look for a driver. A bound
     * function, and a function with an override other than {@code vfio-pci}, stays unchanged.
     */
    synchronized void settle() throws IOException {
        List<PciAddress> still = new ArrayList<>();
        List<PciAddress> before = stored();
        for (PciAddress address : before) {
            if (lentGroups.with(address).isPresent()) {
                still.add(address);
            } else {
                release(address);
            }
        }
        if (still.size() < before.size()) {
            store.write(new Stored(bootId, still));
        }
    }

    private void release(PciAddress address) throws IOException {
        boolean pinned = bus.exists(address)
                && bus.driver(address).isEmpty()
                && bus.driverOverride(address).equals(Optional.of(VfioDrivers.GENERIC));
        if (pinned) {
            files.write(PciBus.overrideFile(address), "\n");
            files.write("/sys/bus/pci/drivers_probe", address.toString());
            LOG.info("cleared the pin of a function that appeared during a loan function={}", address);
        }
    }

    private List<PciAddress> stored() throws IOException {
        return store.read()
                .filter(stored -> stored.bootId().equals(bootId))
                .map(Stored::functions)
                .orElse(List.of());
    }
}
