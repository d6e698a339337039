// SPDX-License-Identifier: Apache-2.0
package io.bailiff.bench;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.JournalStore;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.FunctionSpec;
import io.bailiff.agent.sim.HostSpec;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes the files of a host with lent groups for {@link GuardBench}: a copy of the simulated host's {@code /sys}, and the journals of the
 * groups. The host is the demonstration's host with a number of additional NICs, each in a group of its own. All of these NICs are lent; the
 * other functions are with the host.
 *
 * <p>Usage: {@code LentHost COUNT SYS_DIRECTORY STATE_DIRECTORY}. The first lent function is 0000:40:00.0.
 */
public final class LentHost {

    private static final int FIRST_BUS = 0x40;
    private static final int SLOTS = 32;
    private static final int FIRST_GROUP = 100;
    private static final String IDS = "8086:1010:8086:1012";

    private final SimHost host;
    private final JournalStore journals;
    private final String bootId;

    private LentHost(SimHost host, JournalStore journals, String bootId) {
        this.host = host;
        this.journals = journals;
        this.bootId = bootId;
    }

    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[0]);
        Path state = Files.createDirectories(Path.of(arguments[2]));
        String bootId =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        SimHost simulated = SimHost.boot("bench", KernelFlavour.REFUSES, hardware(count), bootId);
        LentHost host = new LentHost(simulated, new JournalStore(state, new DiskFiles()), bootId);
        simulated.files().load("vfio-pci");
        for (int number = 0; number < count; number++) {
            host.lend(nic(number));
        }
        new SysfsCopy(simulated.files()).copyTo(Path.of(arguments[1]));
    }

    private static HostSpec hardware(int count) {
        HostSpec spec = SimTopology.demo();
        for (int number = 0; number < count; number++) {
            spec = spec.with(FunctionSpec.endpoint(nic(number).toString(), "", FIRST_GROUP + number, IDS, "020000"));
        }
        return spec;
    }

    private static PciAddress nic(int number) {
        return PciAddress.parse(
                String.format(Locale.ROOT, "0000:%02x:%02x.0", FIRST_BUS + number / SLOTS, number % SLOTS));
    }

    /** Puts the function and the group's journal where a detach leaves both. */
    private void lend(PciAddress function) throws IOException {
        host.files().write(PciBus.overrideFile(function), "vfio-pci");
        host.files().write("/sys/bus/pci/drivers/e1000/unbind", function.toString());
        host.files().write("/sys/bus/pci/drivers_probe", function.toString());
        GroupFingerprint group =
                new PciBus(host.files()).groupOf(function).orElseThrow().fingerprint();
        journals.write(new Journal(
                Journal.SCHEMA,
                group,
                bootId,
                Journal.Phase.DETACHED,
                "assignment " + function,
                "bench",
                List.of(),
                List.of(new Journal.Member(function, "e1000", null, "vfio-pci"))));
    }
}
