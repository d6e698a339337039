// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.critical.LiveNeeds;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.host.DeviceNumber;
import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciTree;
import io.bailiff.agent.state.DiskFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts the calls of a survey on hosts with more and more functions and processes. Time is not measured. */
class SurveyCostTest {

    private static final int MOST_CALLS_FOR_FUNCTION = 32;
    private static final int FILES_OF_PROCESS = 6;
    /** The list of the files, two namespaces, and for each file the link and the device number. */
    private static final int MOST_CALLS_FOR_PROCESS = 3 + 2 * FILES_OF_PROCESS;

    private static final String ROUTES = """
            Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
            eth0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0
            """;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aSurveyLooksAtEachOpenFileOnce() throws Exception {
        Map<String, Integer> calls = survey(host(4, 3));

        assertThat(calls.keySet()).filteredOn(call -> call.contains("/fd/")).hasSize(3 * 2 * FILES_OF_PROCESS);
        assertThat(calls).allSatisfy((call, count) -> {
            if (call.contains("/proc/10")) {
                assertThat(count).as(call).isOne();
            }
        });
    }

    @Test
    void aSurveyReadsEachFileOfTheHostOnceForTheInventoryAndOnceForAllChecks() throws Exception {
        Map<String, Integer> calls = survey(host(16, 3));

        assertThat(calls).allSatisfy((call, count) -> {
            if (call.contains(" /sys/") || call.contains(" /proc/1/")) {
                assertThat(count).as(call).isLessThanOrEqualTo(2);
            }
        });
        // The check for framebuffers, the search for dependents and the plans each look for the framebuffer's function.
        assertThat(calls.get("read /proc/iomem")).isLessThanOrEqualTo(3);
    }

    @Test
    void eachFurtherFunctionCostsTheSame() throws Exception {
        int few = total(survey(host(8, 2)));
        int twice = total(survey(host(16, 2)));
        int threeTimes = total(survey(host(24, 2)));

        assertThat(twice - few).isLessThanOrEqualTo(8 * MOST_CALLS_FOR_FUNCTION).isEqualTo(threeTimes - twice);
    }

    @Test
    void eachFurtherProcessCostsTheSame() throws Exception {
        int few = total(survey(host(4, 5)));
        int twice = total(survey(host(4, 10)));
        int threeTimes = total(survey(host(4, 15)));

        assertThat(twice - few).isLessThanOrEqualTo(5 * MOST_CALLS_FOR_PROCESS).isEqualTo(threeTimes - twice);
    }

    @Test
    void theNextSurveyReadsAgain() throws Exception {
        CountedFiles files = new CountedFiles(host(4, 3).files());
        ObservedHost observed = observed(files);
        observed.survey(0);
        int first = total(files.calls);
        observed.survey(0);

        assertThat(total(files.calls) - first).isGreaterThan(first * 9 / 10);
    }

    private Map<String, Integer> survey(PciTree host) throws HostFileException {
        CountedFiles files = new CountedFiles(host.files());
        ObservedHost observed = observed(files);
        observed.survey(0);
        assertThat(observed.last().problems()).isEmpty();
        assertThat(observed.last().groups())
                .as("the survey plans the detach of NICs and of GPUs")
                .filteredOn(group -> !group.detachPlan().isEmpty())
                .hasSizeGreaterThanOrEqualTo(2);
        return files.calls;
    }

    private ObservedHost observed(HostFiles files) {
        Groups groups = Groups.of(
                files,
                any -> {},
                new LiveNeeds(files, List.of()),
                () -> ConflictBehaviour.REFUSES,
                directory.resolve("state"),
                new DiskFiles(),
                Runnable::run,
                KernelTimeouts.normal());
        return new ObservedHost(new PciBus(files), groups, Clock.systemUTC(), Clock.systemUTC(), Duration.ofMinutes(1));
    }

    private static int total(Map<String, Integer> calls) {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A host with NICs, disks and GPUs, some on vfio-pci, a framebuffer, a file of a group, and processes with open files. */
    private PciTree host(int functions, int processes) throws HostFileException {
        PciTree pci = new PciTree(directory.resolve("host-" + functions + "-" + processes));
        pci.tree()
                .directory("/sys/class/net")
                .directory("/sys/class/block")
                .file("/sys/class/tty/console/active", "ttyS0\n")
                .file("/proc/sys/kernel/random/boot_id", "5f2c1f1e-0000-4000-8000-000000000000\n")
                .file("/proc/sys/kernel/osrelease", "6.1.0\n")
                .file("/proc/1/mountinfo", "\n")
                .file("/proc/1/net/route", ROUTES)
                .link("/proc/1/ns/net", "net:[1]")
                .directory("/sys/class/vfio/3")
                .link("/sys/bus/platform/devices/simple-framebuffer.0/driver", "../../drivers/simple-framebuffer")
                .file("/usr/share/misc/pci.ids", "8086  Intel Corporation\n");
        for (int number = 0; number < functions; number++) {
            function(pci, number);
        }
        for (int number = 0; number < processes; number++) {
            process(pci.tree(), 1000 + number);
        }
        return pci;
    }

    private static void function(PciTree pci, int number) throws HostFileException {
        String address = String.format("0000:%02x:%02x.0", 1 + number / 4, number % 4);
        String parent = "pci0000:00";
        switch (number % 4) {
            case 0 -> {
                pci.endpoint(parent, address, "8086:1521", "020000").driver(address, "igb");
                String device = pci.directory(address) + "/net/eth" + number;
                pci.tree()
                        .file(device + "/ifindex", number + "\n")
                        .link("/sys/class/net/eth" + number, "../.." + device.substring("/sys".length()));
            }
            case 1 -> pci.endpoint(parent, address, "8086:0a54", "010802").driver(address, "nvme");
            case 2 ->
                pci.endpoint(parent, address, "8086:2330", "030000")
                        .driver(address, "nvidia")
                        .attribute(address, "boot_vga", number == 2 ? "1\n" : "0\n");
            default -> pci.endpoint(parent, address, "8086:2330", "030200").driver(address, "vfio-pci");
        }
        pci.attribute(address, "enable", number % 4 == 3 ? "0\n" : "1\n").group(number, address);
    }

    private static void process(HostTree tree, int pid) {
        String process = "/proc/" + pid;
        tree.file(process + "/comm", "worker\n").link(process + "/ns/net", "net:[1]");
        for (int number = 0; number < FILES_OF_PROCESS; number++) {
            tree.link(process + "/fd/" + number, "/var/log/worker" + number);
        }
    }

    /** Counts each call with its path. */
    private static final class CountedFiles extends ForwardingHostFiles {

        private final Map<String, Integer> calls = new TreeMap<>();

        CountedFiles(HostFiles files) {
            super(files);
        }

        private void count(String call, String path) {
            calls.merge(call + " " + path, 1, Integer::sum);
        }

        @Override
        public String read(String path) throws HostFileException {
            count("read", path);
            return super.read(path);
        }

        @Override
        public byte[] readBytes(String path, int max) throws HostFileException {
            count("readBytes", path);
            return super.readBytes(path, max);
        }

        @Override
        public boolean anyLine(String path, Predicate<String> wanted) throws HostFileException {
            count("anyLine", path);
            return super.anyLine(path, wanted);
        }

        @Override
        public List<String> list(String path) throws HostFileException {
            count("list", path);
            return super.list(path);
        }

        @Override
        public Optional<String> readLink(String path) throws HostFileException {
            count("readLink", path);
            return super.readLink(path);
        }

        @Override
        public Optional<String> realPath(String path) throws HostFileException {
            count("realPath", path);
            return super.realPath(path);
        }

        @Override
        public boolean exists(String path) throws HostFileException {
            count("exists", path);
            return super.exists(path);
        }

        @Override
        public Optional<DeviceNumber> deviceNumber(String path) throws HostFileException {
            count("deviceNumber", path);
            return super.deviceNumber(path);
        }
    }
}
