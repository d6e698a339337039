package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives drivers to functions that appear, in the kernel's stead. While groups are lent {@code drivers_autoprobe} is off: a
 * function that is plugged in, or found by a rescan, into a lent group would else be bound to its host driver before anybody
 * could pin it. What appears outside of lent groups, and what a new driver may want, the agent has probed at once.
 */
final class NewFunctions {

    private static final Logger LOG = LoggerFactory.getLogger(NewFunctions.class);
    private static final String AUTOPROBE = "/sys/bus/pci/drivers_autoprobe";

    /**
     * What is kept while it is off.
     *
     * @param bootId the boot that this is about
     * @param before how it was
     */
    record Kept(String bootId, String before) {}

    private final HostFiles files;
    private final PciBus bus;
    private final LentGroups lentGroups;
    private final StateStore<Kept> store;
    private final String bootId;
    private final boolean isOurs;
    private final Set<PciAddress> known = new HashSet<>();
    private Set<String> knownDrivers = Set.of();
    private boolean off;

    /** @param isOurs whether the agent does this at all; if not, the kernel does */
    NewFunctions(HostFiles files, LentGroups lentGroups, StateStore<Kept> store, String bootId, boolean isOurs) {
        this.files = files;
        this.bus = new PciBus(files);
        this.lentGroups = lentGroups;
        this.store = store;
        this.bootId = bootId;
        this.isOurs = isOurs;
    }

    /** Whether a function that appears in a lent group gets no driver from the kernel. */
    boolean areKept() {
        return isOurs;
    }

    /** Puts the switch where it belongs now: off while anything is lent, and as it was before when nothing is. */
    synchronized void settle() throws IOException {
        Optional<Kept> kept = store.read().filter(it -> it.bootId().equals(bootId));
        boolean wanted = isOurs && lentGroups.any();
        if (wanted) {
            String now = files.read(AUTOPROBE);
            if (kept.isEmpty()) {
                store.write(new Kept(bootId, now));
            }
            if (!now.equals("0")) {
                files.write(AUTOPROBE, "0");
                LOG.info("drivers_autoprobe = 0 while groups are lent (was {})", now);
            }
            if (!off) {
                remember();
            }
        } else if (kept.isPresent()) {
            files.write(AUTOPROBE, kept.get().before());
            store.remove();
            LOG.info("drivers_autoprobe = {} again", kept.get().before());
            // What came between the last look and now.
            catchUp();
        }
        off = wanted;
    }

    /** A function has appeared. */
    synchronized void functionAdded(PciAddress address) throws IOException {
        if (off && known.add(address)) {
            probeIfOutside(address);
        }
    }

    synchronized void functionRemoved(PciAddress address) {
        known.remove(address);
    }

    /** A driver has come; the kernel has not offered it anything. */
    synchronized void driverAdded(String driver) throws IOException {
        if (off) {
            knownDrivers =
                    Stream.concat(knownDrivers.stream(), Stream.of(driver)).collect(Collectors.toSet());
            probeLoose();
        }
    }

    /** Events may have been lost: does for what is new what would have been done for each. */
    synchronized void catchUp() throws IOException {
        if (!off) {
            return;
        }
        for (PciAddress address : functions()) {
            if (known.add(address)) {
                probeIfOutside(address);
            }
        }
        Set<String> drivers = Set.copyOf(files.list(PciBus.DRIVERS));
        if (!knownDrivers.containsAll(drivers)) {
            probeLoose();
        }
        knownDrivers = drivers;
    }

    private void remember() throws HostFileException {
        known.addAll(functions());
        knownDrivers = Set.copyOf(files.list(PciBus.DRIVERS));
    }

    private List<PciAddress> functions() throws HostFileException {
        return files.list(PciBus.DEVICES).stream().map(PciAddress::parse).toList();
    }

    private void probeLoose() throws IOException {
        for (PciAddress address : functions()) {
            if (bus.driver(address).isEmpty() && bus.driverOverride(address).isEmpty()) {
                probeIfOutside(address);
            }
        }
    }

    private void probeIfOutside(PciAddress address) throws IOException {
        if (lentGroups.with(address).isEmpty()) {
            try {
                files.write("/sys/bus/pci/drivers_probe", address.toString());
            } catch (HostFileException e) {
                if (e.error() != HostError.NO_DEVICE) {
                    LOG.warn("{} has no driver: {}", address, e.getMessage());
                }
            }
        }
    }
}
