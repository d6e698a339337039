package io.bailiff.agent.schedule;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.link.AgentInHand;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimOperation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that happens to a host or its agent. What it is about it finds when its turn comes. */
interface HostAction {

    void on(ScheduledHost host) throws IOException, InterruptedException;

    /** What the agent does of itself. */
    enum Work implements HostAction {
        SURVEY {
            @Override
            void by(AgentInHand agent) {
                agent.survey();
            }
        },
        SCAN_USE {
            @Override
            void by(AgentInHand agent) {
                agent.scanUse();
            }
        },
        ANSWER {
            @Override
            void by(AgentInHand agent) throws IOException, InterruptedException {
                agent.answer();
            }
        };

        abstract void by(AgentInHand agent) throws IOException, InterruptedException;

        @Override
        public void on(ScheduledHost host) throws IOException, InterruptedException {
            AgentInHand agent = host.agent();
            if (agent != null) {
                by(agent);
            }
        }
    }

    /** The manager changes its mind; null: it wants nothing of the group any more. */
    record Wants(int group, @Nullable Want want) implements HostAction {
        @Override
        public void on(ScheduledHost host) throws IOException {
            host.want(group, want);
        }
    }

    /** The manager's word arrives: the newest, or one from before. */
    record Hears(int fromTheEnd) implements HostAction {
        @Override
        public void on(ScheduledHost host) throws IOException {
            AgentInHand agent = host.agent();
            List<DesiredState> said = host.said();
            if (agent != null && fromTheEnd < said.size()) {
                agent.hear(said.get(said.size() - 1 - fromTheEnd));
            }
        }
    }

    record GuestOpens(int group) implements HostAction {
        @Override
        public void on(ScheduledHost host) {
            host.opens(group);
        }
    }

    record GuestCloses(int group) implements HostAction {
        @Override
        public void on(ScheduledHost host) {
            host.closes(group);
        }
    }

    record Unbinds(int port) implements HostAction {
        @Override
        public void on(ScheduledHost host) throws IOException {
            host.claims("/sys/bus/pci/drivers/vfio-pci/unbind", ScheduledHost.GROUPS.get(0).get(port));
        }
    }

    record Binds(int port) implements HostAction {
        @Override
        public void on(ScheduledHost host) throws IOException {
            host.claims("/sys/bus/pci/drivers/e1000/bind", ScheduledHost.GROUPS.get(0).get(port));
        }
    }

    record GivesUp(int which) implements HostAction {
        @Override
        public void on(ScheduledHost host) {
            List<ScheduledHost.Claimant> all = List.copyOf(host.claimants());
            if (!all.isEmpty()) {
                host.ends(all.get(which % all.size()));
            }
        }
    }

    record UseIsHidden(boolean hidden) implements HostAction {
        @Override
        public void on(ScheduledHost host) {
            host.hideUse(hidden);
        }
    }

    record FailsOnce(SimOperation operation, int port) implements HostAction {
        @Override
        public void on(ScheduledHost host) {
            PciAddress function = ScheduledHost.GROUPS.get(0).get(port);
            host.sim().kernel().faults().failOnce(operation, function, SimErrno.EBUSY);
        }
    }

    /** The agent is killed at one of its next effects. */
    record KilledIn(int effects) implements HostAction {
        @Override
        public void on(ScheduledHost host) {
            host.life().endIn(effects);
        }
    }

    /** The agent is started again, if it does not live. */
    record Starts() implements HostAction {
        @Override
        public void on(ScheduledHost host) throws IOException {
            if (host.agent() == null) {
                host.tell("the agent is started again");
                host.startAgent();
            }
        }
    }

    record Passes(int seconds) implements HostAction {
        @Override
        public void on(ScheduledHost host) {
            host.pass(Duration.ofSeconds(seconds));
        }
    }
}
