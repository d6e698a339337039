// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.schedule.HostView.Bound;
import io.bailiff.agent.sim.ProcessSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Those on the host who lay their hands on its functions. */
final class Claimants {

    /** Who it is. */
    enum Who {
        /** A shell, whose command line says nothing. */
        SHELL,
        /** A command that names the function. */
        NAMES_IT,
        LIBVIRT,
        /** A shell with a sysfs of its own: the agent cannot see what the shell writes. */
        ELSEWHERE
    }

    /** A process that wants to open a file or to write to a covered file, and sleeps. */
    record Claimant(long pid, long ticket, boolean isWrite, boolean isLibvirt) {}

    private static final String DRIVERS = "/sys/bus/pci/drivers/";

    private final ScheduledHost host;
    private final ScheduledInterceptor interceptor;
    private final ScheduledWrites writes;
    private final List<Claimant> all = new ArrayList<>();

    Claimants(ScheduledHost host, ScheduledInterceptor interceptor, ScheduledWrites writes) {
        this.host = host;
        this.interceptor = interceptor;
        this.writes = writes;
    }

    /** Those who sleep. */
    List<Claimant> all() {
        all.removeIf(claimant ->
                claimant.isWrite() ? !writes.waits(claimant.ticket()) : !interceptor.waits(claimant.ticket()));
        return List.copyOf(all);
    }

    /** Those of them of whom the agent has heard. */
    List<Claimant> held() {
        return all().stream()
                .filter(claimant ->
                        claimant.isWrite() ? writes.isHeld(claimant.ticket()) : interceptor.isHeld(claimant.ticket()))
                .toList();
    }

    /** Somebody writes a function's address into a file, if they are let. */
    void opens(String file, PciAddress function, Who who) throws HostFileException {
        opens(file, function, who, () -> {});
    }

    /** As an administrator does who knows what drivers want: override, unbind, bind. */
    void takes(PciAddress function, Who who) throws HostFileException {
        String driver = Stage.hostDriver(function);
        overrides(function, driver);
        opens(DRIVERS + "vfio-pci/unbind", function, who, () -> {
            try {
                opens(DRIVERS + driver + "/bind", function, who);
            } catch (HostFileException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void opens(String file, PciAddress function, Who who, Runnable then) throws HostFileException {
        long pid = host.sim().processes().start(process(who, function));
        boolean isWrite = who != Who.ELSEWHERE && writes.covered().contains(file);
        host.tell(
                "process " + pid + " (" + who + ") " + (isWrite ? "writes to " : "opens ") + file + " for " + function);
        ScheduledInterceptor.Opener opener = opener(pid, file, function, isWrite, !isWrite && who == Who.SHELL, then);
        long ticket = isWrite ? writes.comes(pid, file, function + "\n", opener) : interceptor.comes(pid, file, opener);
        if (ticket > 0) {
            all.add(new Claimant(pid, ticket, isWrite, who == Who.LIBVIRT));
        }
    }

    /** @param looks true if the process lets be what somebody else is after */
    private ScheduledInterceptor.Opener opener(
            long pid, String file, PciAddress function, boolean isWrite, boolean looks, Runnable then) {
        return new ScheduledInterceptor.Opener() {
            @Override
            public void goesOn() {
                if (looks && isAnotherNamed(function)) {
                    host.tell("process " + pid + " sees that somebody is after another group, and lets it be");
                    return;
                }
                goesThrough(file, function);
                then.run();
            }

            @Override
            public void isRefused() {
                host.tell("process " + pid + " is refused");
                host.rules().refused(isWrite, function);
            }
        };
    }

    /**
     * A changed override tells the guard what a shell is after, if its command does not. A shell that is after something else all
     * the same nobody can tell from an honest one.
     */
    private boolean isAnotherNamed(PciAddress function) {
        return Stage.FUNCTIONS.stream()
                .filter(other -> Stage.groupOf(other) != Stage.groupOf(function))
                .filter(other -> host.view().isLent(Stage.groupOf(other)))
                .anyMatch(other -> !host.view().bound(other).override().equals(Optional.of("vfio-pci")));
    }

    private static ProcessSpec process(Who who, PciAddress function) {
        return switch (who) {
            case SHELL -> ProcessSpec.command("/usr/bin/bash");
            case NAMES_IT -> ProcessSpec.command("/usr/sbin/driverctl", "set-override", function.toString(), "it");
            case ELSEWHERE -> ProcessSpec.command("/usr/bin/bash").withOwnSysfs();
            case LIBVIRT -> ProcessSpec.service("virtqemud.service", "/usr/sbin/virtqemud");
        };
    }

    private void goesThrough(String file, PciAddress function) {
        host.rules().goesThrough(file, function);
        Bound before = host.view().bound(function);
        try {
            host.sim().files().write(file, function.toString());
            host.tell(function + " is written to " + file + ", and is on "
                    + host.view().bound(function));
        } catch (HostFileException refused) {
            host.tell("the kernel refuses that: " + refused.getMessage());
        }
        host.rules().hasGoneThrough(file, function, before);
    }

    /** Somebody changes an override, which nobody can hold. */
    void overrides(PciAddress function, String driver) throws HostFileException {
        long pid = host.sim().processes().start(process(Who.NAMES_IT, function));
        String file = "/sys/bus/pci/devices/" + function + "/driver_override";
        try {
            host.sim().files().write(file, driver + "\n");
            host.tell("process " + pid + " sets the override of " + function + " to \"" + driver + "\"");
        } catch (HostFileException refused) {
            host.tell("the kernel refuses an override: " + refused.getMessage());
        }
        interceptor.isWritten(pid, file);
    }

    void gaveUp(Claimant claimant) {
        if (claimant.isWrite()) {
            writes.leaves(claimant.ticket());
        } else {
            interceptor.leaves(claimant.ticket());
        }
        host.sim().processes().end(claimant.pid());
        host.tell("process " + claimant.pid() + " gives up");
    }
}
