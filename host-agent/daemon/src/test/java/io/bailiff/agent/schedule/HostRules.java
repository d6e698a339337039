package io.bailiff.agent.schedule;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules that always hold (design.md), as far as they are the agent's; looked at around each of its effects. */
final class HostRules {

    private final ScheduledHost host;
    private final PciBus bus;
    private final Map<PciAddress, String> atBoot = new HashMap<>();
    private final Map<Integer, Boolean> everWantedBack = new HashMap<>();

    HostRules(ScheduledHost host) throws HostFileException {
        this.host = host;
        this.bus = new PciBus(host.sim().files());
        for (var group : ScheduledHost.GROUPS) {
            for (PciAddress function : group) {
                atBoot.put(function, bus.driver(function).orElse("none"));
            }
        }
    }

    void wants(int group, @Nullable Want want) {
        if (want == Want.WITH_HOST) {
            everWantedBack.put(group, true);
        } else if (want == Want.DETACHED) {
            everWantedBack.putIfAbsent(group, false);
        }
    }

    /** Rules 4, 6 and 10: before the agent writes to a driver's file or an override. */
    void beforeWrite(String path, String value) throws HostFileException {
        for (int group = 0; group < ScheduledHost.GROUPS.size(); group++) {
            for (PciAddress function : ScheduledHost.GROUPS.get(group)) {
                boolean concerns = value.equals(function.toString()) || path.contains(function + "/driver_override");
                if (concerns) {
                    require(!host.isOpen(group), "rule 6: the agent writes " + value + " to " + path
                            + ", and a guest has the group open");
                    require(
                            host.disk().has(host.fingerprint(group).value()),
                            "rule 4: the agent writes " + value + " to " + path + ", and has no journal");
                }
            }
        }
    }

    /** Rule 10: nobody gets through to a group in use. A bind of what is bound already is refused by every kernel. */
    void goesThrough(String file, PciAddress function) {
        if (!file.endsWith("/unbind")) {
            return;
        }
        for (int group = 0; group < ScheduledHost.GROUPS.size(); group++) {
            require(
                    !host.isOpen(group) || !ScheduledHost.GROUPS.get(group).contains(function),
                    "rule 10: " + file + " is opened for " + function + ", and a guest has the group open");
        }
    }

    /** Rule 3, and that the host lives. */
    void afterEffect() {
        require(host.sim().kernel().violations().isEmpty(), "rule 3: " + host.sim().kernel().violations());
        require(
                host.sim().kernel().crash().isEmpty(),
                "the host has crashed: " + host.sim().kernel().crash());
    }

    /** Rules 2 and 7: while the agent does nothing, every group is on one side. */
    void atRest() throws HostFileException {
        afterEffect();
        for (int group = 0; group < ScheduledHost.GROUPS.size(); group++) {
            require(
                    !host.isOpen(group) || isAway(group),
                    "rule 6: a guest has group " + group + " open, and it is not wholly away from the host");
        }
    }

    boolean isAway(int group) throws HostFileException {
        for (PciAddress function : ScheduledHost.GROUPS.get(group)) {
            Optional<String> driver = bus.driver(function);
            if (!driver.equals(Optional.of("vfio-pci")) || bus.driverOverride(function).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    boolean isWithHost(int group) throws HostFileException {
        for (PciAddress function : ScheduledHost.GROUPS.get(group)) {
            boolean same = bus.driver(function).orElse("none").equals(atBoot.get(function));
            if (!same || bus.driverOverride(function).isPresent()) {
                return false;
            }
        }
        return true;
    }

    /** Rule 7: nobody has ever wanted it back. */
    boolean mayOnlyBeAway(int group) {
        return Boolean.FALSE.equals(everWantedBack.get(group));
    }

    static void require(boolean holds, String rule) {
        if (!holds) {
            throw new RuleBroken(rule);
        }
    }
}
