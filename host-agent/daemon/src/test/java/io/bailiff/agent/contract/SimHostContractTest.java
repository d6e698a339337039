package io.bailiff.agent.contract;

import io.bailiff.agent.host.OpenGate;
import io.bailiff.agent.sim.ContractHost;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimGate;
import io.bailiff.agent.sim.SimHost;
import org.junit.jupiter.api.Nested;

class SimHostContractTest {

    /** A kernel that tracks owners. */
    @Nested
    class Refusing extends RefusingHostContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }
    }

    /** A kernel that does not. */
    @Nested
    class Panicking extends HostContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.PANICS);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }
    }

    /** The simulated fanotify. */
    @Nested
    class Gate extends GateContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }
    }

    /** The same after the death of an agent. */
    @Nested
    class Survivor extends SurvivorContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }

        @Override
        void kill(OpenGate gate) {
            ((SimGate) gate).abandon();
        }
    }

    /** The simulated uevents. */
    @Nested
    class Uevents extends UeventContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.PANICS);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }
    }
}
