package io.bailiff.agent.sim;

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
}
