// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.HostSpec;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import io.bailiff.agent.state.DiskFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;

/** A simulated host with the agent's groups on it: the demonstration's, with its dual-port NIC behind a bridge in group 7. */
final class TestHost implements AutoCloseable {

    static final PciAddress BRIDGE = PciAddress.parse("0000:01:00.0");
    static final PciAddress PORT_0 = PciAddress.parse("0000:02:01.0");
    static final PciAddress PORT_1 = PciAddress.parse("0000:02:01.1");
    static final PciAddress LONE_DISK = PciAddress.parse("0000:04:00.0");

    final SimHost sim;
    final HostFiles files;
    final Path state;
    final Groups groups;
    final List<Refusal> refusals = new ArrayList<>();
    private final ExecutorService threads = FunctionThreads.start(4);

    private TestHost(SimHost sim, HostFiles files, Path state) {
        this.sim = sim;
        this.files = files;
        this.state = state;
        this.groups = Groups.of(
                files,
                sim.files(),
                group -> List.copyOf(refusals),
                () -> sim.kernel().flavour().tracksOwners() ? ConflictBehaviour.REFUSES : ConflictBehaviour.PANICS,
                state,
                new DiskFiles(),
                threads,
                new KernelTimeouts(Duration.ofMillis(500), 3, Duration.ofMillis(1)));
    }

    static TestHost with(Path state) {
        return with(state, KernelFlavour.REFUSES, SimTopology.demo());
    }

    static TestHost with(Path state, KernelFlavour flavour, HostSpec spec) {
        SimHost sim = SimHost.boot("host", flavour, spec, "boot-1");
        return new TestHost(sim, sim.files(), state);
    }

    /** The same machine with another agent, whose files are these. */
    TestHost seenThrough(HostFiles other) {
        return new TestHost(sim, other, state);
    }

    /** The same state directory after a boot. */
    TestHost rebooted() {
        SimHost again = SimHost.boot("host", sim.kernel().flavour(), SimTopology.demo(), "boot-2");
        return new TestHost(again, again.files(), state);
    }

    GroupFingerprint nic() throws HostFileException {
        return group(PORT_0).fingerprint();
    }

    IommuGroup group(PciAddress member) throws HostFileException {
        return new PciBus(sim.files()).groupOf(member).orElseThrow();
    }

    IommuGroupReport report(PciAddress member) throws HostFileException {
        return groups.survey().of(List.of(group(member))).get(0);
    }

    MoveOutcome detachNic() throws HostFileException {
        return groups.operations().detach(new DetachRequest(nic(), "command line", "operation-1"), StepListener.none());
    }

    MoveOutcome reattachNic() throws HostFileException {
        return groups.operations().reattach(nic(), "command line", false, StepListener.none());
    }

    Binding binding(PciAddress address) throws HostFileException {
        return Binding.read(new PciBus(sim.files()), address);
    }

    /** Every function's driver and override. */
    Map<PciAddress, Binding> bindings() throws HostFileException {
        Map<PciAddress, Binding> bindings = new TreeMap<>();
        for (String name : sim.files().list("/sys/bus/pci/devices")) {
            PciAddress address = PciAddress.parse(name);
            bindings.put(address, binding(address));
        }
        return bindings;
    }

    void write(String path, String value) throws HostFileException {
        sim.files().write(path, value);
    }

    @Override
    public void close() {
        threads.shutdown();
        assertThat(sim.kernel().crash()).as("the kernel lives").isEmpty();
        assertThat(sim.kernel().violations()).as("no function was ever loose").isEmpty();
    }
}
