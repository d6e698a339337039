// SPDX-License-Identifier: Apache-2.0
package io.bailiff.bench;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.FunctionSpec;
import io.bailiff.agent.sim.HostSpec;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private LentHost() {}

    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[0]);
        Path state = Files.createDirectories(Path.of(arguments[2]));
        String bootId =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        SimHost host = SimHost.boot("bench", KernelFlavour.REFUSES, hardware(count), bootId);
        host.files().load("vfio-pci");
        DetachedFunctions functions = new DetachedFunctions(host.files(), state);
        for (int number = 0; number < count; number++) {
            functions.detach(nic(number), "assignment " + number);
        }
        new SysfsCopy(host.files()).copyTo(Path.of(arguments[1]));
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
}
