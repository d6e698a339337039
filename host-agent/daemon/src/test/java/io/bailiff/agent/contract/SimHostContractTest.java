// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.sim.ContractHost;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimInterceptor;
import io.bailiff.agent.sim.SimWriteInterceptor;
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

    /** A kernel whose override has a lock of its own. */
    @Nested
    class Lockless extends RefusingHostContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.LOCKLESS);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }
    }

    /** A kernel without files of groups. */
    @Nested
    class Groupless extends RefusingHostContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.GROUPLESS);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }
    }

    /** A slow driver, on a kernel whose override waits for the probe. */
    @Nested
    class SlowProbes extends SlowProbeContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }
    }

    /** A slow driver, on a kernel whose override does not wait. */
    @Nested
    class SlowProbesLockless extends SlowProbeContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.LOCKLESS);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }
    }

    /** The simulated fanotify. */
    @Nested
    class Gate extends OpenInterceptorContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }
    }

    /** The same after the death of an agent. */
    @Nested
    class DescriptorStore extends DescriptorStoreContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }

        @Override
        void kill(OpenInterceptor interceptor) {
            ((SimInterceptor) interceptor).abandon();
        }
    }

    /** The simulated covers of control files. */
    @Nested
    class Writes extends WriteInterceptorContract {

        private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);

        @Override
        ContractHost host() {
            return new SimContractHost(sim);
        }

        @Override
        WriteInterceptor openInterceptor() {
            return sim.writeInterceptor(true);
        }

        @Override
        void kill(WriteInterceptor interceptor) {
            ((SimWriteInterceptor) interceptor).abandon();
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
