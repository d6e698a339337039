// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.link.SingleThreadedAgent;
import io.bailiff.agent.schedule.Claimants.Who;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimOperation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happens to a host or its agent. It knows nothing of what happened before: what it is about it finds when its
 * turn comes, and if there is nothing of the kind nothing happens. So a schedule can lose any of its actions and is still one.
 */
interface Action {

    void on(ScheduledHost host) throws IOException, InterruptedException;

    /** The n-th of them, whatever n is. */
    static <T> Optional<T> pick(List<T> among, int n) {
        return among.isEmpty() ? Optional.empty() : Optional.of(among.get(n % among.size()));
    }

    /** What the agent does of itself. */
    enum Work implements Action {
        SURVEYS,
        SCANS_USE,
        ANSWERS,
        /** The manager takes a report of it. */
        REPORTS;

        @Override
        public void on(ScheduledHost host) throws IOException, InterruptedException {
            SingleThreadedAgent agent = host.agent();
            if (agent == null) {
                return;
            }
            switch (this) {
                case SURVEYS -> {
                    agent.survey();
                    host.surveyed(agent);
                }
                case SCANS_USE -> agent.scanUse();
                case ANSWERS -> agent.answer();
                case REPORTS -> agent.reportIsTaken();
            }
        }
    }

    // The manager.

    /** The manager changes its mind; null: it has no say about the group any more. No agent has heard of it yet. */
    record Wants(int group, @Nullable Want want) implements Action {
        @Override
        public void on(ScheduledHost host) {
            host.manager().want(host.view().fingerprint(group), want);
        }
    }

    /** The manager refuses a claim that it has been told of. */
    record Refuses(int which) implements Action {
        @Override
        public void on(ScheduledHost host) {
            SingleThreadedAgent agent = host.agent();
            if (agent != null) {
                List<ClaimReport> waiting = agent.claims().stream()
                        .filter(claim -> claim.status().waits())
                        .toList();
                Action.pick(waiting, which).ifPresent(claim -> host.manager().refuse(claim.id()));
            }
        }
    }

    /** The manager's word arrives: the newest, or one from before. */
    record Hears(int fromTheEnd) implements Action {
        @Override
        public void on(ScheduledHost host) throws IOException {
            List<DesiredState> said = host.manager().said();
            if (fromTheEnd < said.size()) {
                host.hears(said.get(said.size() - 1 - fromTheEnd));
            }
        }
    }

    // Guests.

    record GuestOpens(int group) implements Action {
        @Override
        public void on(ScheduledHost host) {
            host.opens(group);
        }
    }

    record GuestCloses(int group) implements Action {
        @Override
        public void on(ScheduledHost host) {
            host.closes(group);
        }
    }

    // People on the host.

    /** Which file of sysfs. */
    enum Way {
        UNBIND_FROM_VFIO,
        UNBIND_FROM_HOST,
        BIND_TO_HOST,
        BIND_TO_VFIO,
        PROBE;

        String file(PciAddress function) {
            String drivers = "/sys/bus/pci/drivers/";
            String own = drivers + Stage.hostDriver(function);
            return switch (this) {
                case UNBIND_FROM_VFIO -> drivers + "vfio-pci/unbind";
                case UNBIND_FROM_HOST -> own + "/unbind";
                case BIND_TO_HOST -> own + "/bind";
                case BIND_TO_VFIO -> drivers + "vfio-pci/bind";
                case PROBE -> "/sys/bus/pci/drivers_probe";
            };
        }
    }

    record Opens(Way way, int function, Who who) implements Action {
        @Override
        public void on(ScheduledHost host) throws IOException {
            PciAddress address = Stage.FUNCTIONS.get(function);
            host.claimants().opens(way.file(address), address, who);
        }
    }

    record Takes(int function, Who who) implements Action {
        @Override
        public void on(ScheduledHost host) throws IOException {
            host.claimants().takes(Stage.FUNCTIONS.get(function), who);
        }
    }

    /** What somebody writes to an override. */
    enum Pin {
        HOST_DRIVER,
        VFIO,
        NOTHING
    }

    record Overrides(int function, Pin to) implements Action {
        @Override
        public void on(ScheduledHost host) throws IOException {
            PciAddress address = Stage.FUNCTIONS.get(function);
            String driver = switch (to) {
                case HOST_DRIVER -> Stage.hostDriver(address);
                case VFIO -> "vfio-pci";
                case NOTHING -> "";
            };
            host.claimants().overrides(address, driver);
        }
    }

    record GivesUp(int which) implements Action {
        @Override
        public void on(ScheduledHost host) {
            Action.pick(host.claimants().all(), which).ifPresent(host.claimants()::gaveUp);
        }
    }

    // What goes wrong.

    record UseIsHidden(boolean hidden) implements Action {
        @Override
        public void on(ScheduledHost host) {
            host.hideUse(hidden);
        }
    }

    record FailsOnce(SimOperation operation, int function) implements Action {
        @Override
        public void on(ScheduledHost host) {
            host.sim().kernel().faults().failOnce(operation, Stage.FUNCTIONS.get(function), SimErrno.EBUSY);
        }
    }

    record LosesNews() implements Action {
        @Override
        public void on(ScheduledHost host) {
            host.interceptor().losesNews();
        }
    }

    /** The agent is killed at one of its next effects. */
    record KilledIn(int effects) implements Action {
        @Override
        public void on(ScheduledHost host) {
            host.life().endIn(effects);
        }
    }

    /** The agent is started again, if it does not live. */
    record Starts() implements Action {
        @Override
        public void on(ScheduledHost host) throws IOException {
            if (host.agent() == null) {
                host.startAgent();
            }
        }
    }

    record Reboots() implements Action {
        @Override
        public void on(ScheduledHost host) throws IOException {
            host.reboot();
        }
    }

    record Passes(int seconds) implements Action {
        @Override
        public void on(ScheduledHost host) {
            host.pass(Duration.ofSeconds(seconds));
        }
    }
}
