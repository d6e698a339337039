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
 * Pins functions that have appeared in a lent group, so that no driver takes them until the group is back. They are not bound to
 * anything: a function without a driver is in nobody's way.
 */
final class AppearedFunctions {

    private static final Logger LOG = LoggerFactory.getLogger(AppearedFunctions.class);

    /**
     * The functions that are pinned so.
     *
     * @param bootId the boot that this is about
     * @param functions their addresses
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

    /** Pins it, if it is in a lent group and has no driver yet. The group that it is in; empty if that is not lent. */
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
            LOG.warn("{} has appeared in a lent group: driver_override = {}", address, pin);
        }
        return group;
    }

    /** Lets go of those whose group is back: the pin goes, and the kernel looks for a driver. */
    synchronized void settle() throws IOException {
        List<PciAddress> still = new ArrayList<>();
        List<PciAddress> before = stored();
        for (PciAddress address : before) {
            if (lentGroups.with(address).isPresent()) {
                still.add(address);
            } else {
                letGo(address);
            }
        }
        if (still.size() < before.size()) {
            store.write(new Stored(bootId, still));
        }
    }

    private void letGo(PciAddress address) throws IOException {
        boolean pinned = bus.exists(address)
                && bus.driver(address).isEmpty()
                && bus.driverOverride(address).equals(Optional.of(VfioDrivers.GENERIC));
        if (pinned) {
            files.write(PciBus.overrideFile(address), "\n");
            files.write("/sys/bus/pci/drivers_probe", address.toString());
            LOG.info("{}: driver_override = not set again", address);
        }
    }

    private List<PciAddress> stored() throws IOException {
        return store.read()
                .filter(stored -> stored.bootId().equals(bootId))
                .map(Stored::functions)
                .orElse(List.of());
    }
}
