// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code inspect} and {@code doctor} on a host with the two-port NIC behind a bridge and a disk that is mounted. */
class InspectTest {

    private static final String BRIDGE = "0000:01:00.0";
    private static final String FIRST = "0000:02:01.0";
    private static final String SECOND = "0000:02:01.1";
    private static final String DISK = "0000:04:00.0";

    @TempDir
    private Path root;

    @TempDir
    private Path state;

    private PciTree pci;
    private HostTree tree;

    @BeforeEach
    void setUp() {
        pci = new PciTree(root)
                .bridge("pci0000:00/0000:00:05.0", BRIDGE)
                .endpoint("pci0000:00/0000:00:05.0/" + BRIDGE, FIRST, "8086:100e", "020000")
                .endpoint("pci0000:00/0000:00:05.0/" + BRIDGE, SECOND, "8086:100e", "020000")
                .endpoint("pci0000:00", DISK, "144d:a808", "010802")
                .endpoint("pci0000:00", "0000:00:1b.0", "8086:293e", "040300")
                .driver(FIRST, "e1000")
                .driver(DISK, "nvme")
                .group(9, BRIDGE, FIRST, SECOND)
                .group(11, DISK);
        tree = pci.tree();
        String disk = pci.directory(DISK) + "/nvme/nvme0/nvme0n1";
        tree.directory(disk)
                .link("/sys/dev/block/259:0", disk)
                .link("/sys/class/block/nvme0n1", disk)
                .directory("/sys/class/net")
                .file("/sys/class/tty/console/active", "ttyS0\n")
                .file("/proc/1/mountinfo", "30 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n")
                .file("/proc/1/net/route", "Iface\tDestination\n")
                .file("/proc/kallsyms", "0 T iommu_group_claim_dma_owner\n")
                .file("/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n")
                .file("/proc/sys/kernel/random/boot_id", "5f2c1f1e-0000-4000-8000-000000000000\n")
                .file("/usr/share/misc/pci.ids", "144d  Samsung\n\ta808  SM981\n8086  Intel Corporation\n")
                .file("/lib/modules/6.1.0-56-amd64/modules.alias", "alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\n")
                .file(
                        "/lib/modules/6.1.0-56-amd64/modules.dep",
                        "kernel/drivers/vfio/pci/vfio-pci.ko: x\nkernel/fs/fuse/fuse.ko:\n");
    }

    @Test
    void theHostPageShowsEveryGroupWithTheReasonToKeepIt() {
        CommandRun run = run("inspect");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                        Kernel 6.1.0-56-amd64 refuses a host driver that wants a member of a group in use.

                        GROUP  FUNCTION      WHAT                 IDS        DRIVER  STATE
                        9      0000:01:00.0  PCI bridge           8086:1237  -       can be lent
                               0000:02:01.0  Ethernet controller  8086:100e  e1000
                               0000:02:01.1  Ethernet controller  8086:100e  -
                        11     0000:04:00.0  NVMe controller      144d:a808  nvme    stays with the host: mounted file system

                        In no IOMMU group, so never lent:
                        FUNCTION      WHAT          IDS        DRIVER
                        0000:00:1b.0  audio device  8086:293e  -

                        `bailiff-agent inspect ADDRESS` shows the group of a function in detail.
                        `bailiff-agent plan ADDRESS` shows the steps of a detach.
                        """);
    }

    @Test
    void jsonHasTheRecordsOfTheApi() {
        JsonNode report = json("inspect", "--json");

        assertThat(report.at("/conflictBehaviour").asString()).isEqualTo("REFUSES");
        assertThat(report.at("/groups/0/members/1/address").asString()).isEqualTo(FIRST);
        assertThat(report.at("/groups/0/state").asString()).isEqualTo("WITH_HOST");
        assertThat(report.at("/groups/1/refusals/0/code").asString()).isEqualTo("MOUNTED_FILE_SYSTEM");
        assertThat(report.at("/ungrouped/0/address").asString()).isEqualTo("0000:00:1b.0");
    }

    @Test
    void theGroupPageShowsTheReasonsInFull() {
        CommandRun run = run("inspect", "04:00.0");

        assertThat(run.exitCode()).isZero();
        String fingerprint = json("inspect", DISK, "--json").at("/fingerprint").asString();
        String reason = json("inspect", DISK, "--json").at("/refusals/0/reason").asString();
        assertThat(run.out()).isEqualTo("""
                        Group 11
                          fingerprint  %s
                          state        with the host
                          lending      stays with the host: mounted file system
                          in use by    no process
                          reserved     0x00000000fee00000 - 0x00000000feefffff msi

                        FUNCTION      KIND      WHAT             IDS                  DRIVER  OVERRIDE  NUMA  MODEL
                        0000:04:00.0  endpoint  NVMe controller  144d:a808:0000:0000  nvme    -         -     Samsung SM981

                        Reasons to keep the group on the host:
                          mounted file system: %s (/proc/1/mountinfo)
                        """.formatted(fingerprint, reason));
        assertThat(reason).contains(DISK, "/dev/nvme0n1");
    }

    @Test
    void anUnreadableGroupIsUnknownAndTheOthersAreShown() {
        pci.attribute(SECOND, "numa_node", "banana\n");

        JsonNode report = json("inspect", "--json");
        assertThat(report.at("/groups/0/state").asString()).isEqualTo("UNKNOWN");
        assertThat(report.at("/groups/0/problems/0").asString()).contains(SECOND, "\"banana\"");
        assertThat(report.at("/groups/0/refusals/0/code").asString()).isEqualTo("UNKNOWN");
        assertThat(report.at("/groups/0/refusals/0/address").asString()).isEqualTo(SECOND);
        assertThat(report.at("/groups/1/refusals/0/code").asString()).isEqualTo("MOUNTED_FILE_SYSTEM");
        assertThat(run("inspect").out())
                .contains("unknown: " + report.at("/groups/0/problems/0").asString());
    }

    @Test
    void anAbsentAddressIsBadInput() {
        CommandRun run = run("inspect", "0000:09:00.0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("0000:09:00.0 is not on this host.\n`bailiff-agent inspect` lists the functions.\n");
    }

    @Test
    void aFunctionInNoGroupCannotBeLentByThisHost() {
        CommandRun run = run("inspect", "00:1b.0");

        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err()).contains("0000:00:1b.0", "`bailiff-agent doctor`").hasLineCount(2);
    }

    @Test
    void doctorReportsAHostWithoutObstacles() {
        assertThat(verdicts())
                .contains("IOMMU OK", "VFIO OK", "CONFLICT_BEHAVIOUR OK", "STATE_DIRECTORY OK", "JOURNALS OK")
                .noneMatch(verdict -> verdict.endsWith("WARN"));
        assertThat(run("doctor").out()).contains("""
                        OK    The IOMMU is on: 2 groups. Functions in no group, which cannot be lent: 1.
                        OK    vfio-pci is installed, and the agent loads vfio-pci when necessary.
                        OK    This kernel refuses a host driver that wants a member of a group in use.
                        """, """
                        OK    The state directory %s is writable.
                        OK    No operation is unfinished; 0 groups have a journal.
                        """.formatted(state));
    }

    @Test
    void doctorReportsAMissingIommuAndMissingVfioWithRemedies() {
        tree.remove("/lib/modules/6.1.0-56-amd64/modules.dep").file("/proc/cmdline", "quiet\n");
        Stream.of(BRIDGE, FIRST, SECOND).forEach(member -> tree.remove("/sys/kernel/iommu_groups/9/devices/" + member));
        tree.remove("/sys/kernel/iommu_groups/11/devices/" + DISK);
        Stream.of(BRIDGE, FIRST, SECOND, DISK)
                .forEach(member -> tree.remove("/sys/bus/pci/devices/" + member + "/iommu_group"));

        assertThat(run("doctor").exitCode()).isEqualTo(6);
        assertThat(verdicts()).contains("IOMMU FAIL", "VFIO FAIL");
        assertThat(run("doctor").out()).contains("intel_iommu=on", "CONFIG_VFIO_PCI");
    }

    @Test
    void doctorWarnsOfAKernelThatPanicsOrMayPanic() {
        tree.file("/proc/kallsyms", "0 T _text\n");
        assertThat(verdicts()).contains("CONFLICT_BEHAVIOUR WARN");
        assertThat(run("doctor").out()).contains("driver_override");

        tree.remove("/proc/kallsyms");
        assertThat(verdicts()).contains("CONFLICT_BEHAVIOUR WARN");
        assertThat(run("doctor").out()).contains("/proc/kallsyms");
    }

    @Test
    void doctorWarnsOfAFileSystemOnUnknownDisks() {
        tree.file("/proc/1/mountinfo", "30 1 0:45 / / rw - zfs tank rw\n");

        assertThat(verdicts()).contains("HOST_CRITICAL WARN");
        assertThat(run("doctor").out()).contains("ZFS", "tank");
    }

    @Test
    void doctorReportsAnUnfinishedOperationAndAMalformedJournal() throws Exception {
        String fingerprint = "0123456789abcdef0123456789abcdef";
        HostTree journals = new HostTree(state);
        journals.file("/groups/" + fingerprint + ".json", """
                {"schema": 1, "fingerprint": "%s", "bootId": "5f2c1f1e-0000-4000-8000-000000000000",
                 "phase": "DETACHING", "owner": "command line", "operationId": "1",
                 "members": [{"address": "0000:02:01.0", "driver": "e1000", "override": null, "targetDriver": "vfio-pci"}]}
                """.formatted(fingerprint));
        assertThat(verdicts()).contains("JOURNALS WARN");
        assertThat(run("doctor").out()).contains(FIRST, "DETACHING", "bailiff-agent recover");

        journals.file("/groups/" + fingerprint + ".json", "banana");
        CommandRun broken = run("doctor");
        assertThat(broken.exitCode()).isEqualTo(6);
        assertThat(verdicts()).contains("JOURNALS FAIL");
        assertThat(broken.out()).contains(fingerprint + ".json");
    }

    /** Returns subject and verdict of every check of {@code doctor}. */
    private List<String> verdicts() {
        return json("doctor", "--json")
                .valueStream()
                .map(check -> check.at("/subject").asString() + " "
                        + check.at("/verdict").asString())
                .toList();
    }

    private JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(run(arguments).out());
    }

    private CommandRun run(String... arguments) {
        List<String> all = Stream.concat(
                        Stream.of("--root", root.toString(), "--state", state.toString()), Stream.of(arguments))
                .toList();
        return CommandRun.of(all.toArray(String[]::new));
    }
}
