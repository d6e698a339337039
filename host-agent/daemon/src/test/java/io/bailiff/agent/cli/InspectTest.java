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
                .file("/lib/modules/6.1.0-56-amd64/modules.alias", "alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\n")
                .file("/lib/modules/6.1.0-56-amd64/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko: x\n");
    }

    @Test
    void aStrangerSeesWhatCanBeLentAndWhatNotAndWhy() {
        CommandRun run = run("inspect");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                        Kernel 6.1.0-56-amd64 refuses a host driver that wants a member of a group in use.

                        GROUP  FUNCTION      WHAT                 IDS        DRIVER  STATE
                        9      0000:01:00.0  PCI bridge           8086:1237  -       can be lent
                               0000:02:01.0  Ethernet controller  8086:100e  e1000
                               0000:02:01.1  Ethernet controller  8086:100e  -
                        11     0000:04:00.0  NVMe controller      144d:a808  nvme    stays with the host: mounted file system

                        In no group, because no IOMMU isolates them; never lent:
                        FUNCTION      WHAT          IDS        DRIVER
                        0000:00:1b.0  audio device  8086:293e  -

                        `bailiff-agent inspect ADDRESS` shows a function's group in detail, `bailiff-agent plan ADDRESS` what a detach would do.
                        """);
    }

    @Test
    void jsonHasTheRecordsOfTheApi() {
        JsonNode report = JsonMapper.shared().readTree(run("inspect", "--json").out());

        assertThat(report.at("/conflictBehaviour").asString()).isEqualTo("REFUSES");
        assertThat(report.at("/groups/0/members/1/address").asString()).isEqualTo(FIRST);
        assertThat(report.at("/groups/0/state").asString()).isEqualTo("WITH_HOST");
        assertThat(report.at("/groups/1/refusals/0/code").asString()).isEqualTo("MOUNTED_FILE_SYSTEM");
        assertThat(report.at("/ungrouped/0/address").asString()).isEqualTo("0000:00:1b.0");
    }

    @Test
    void oneGroupIsShownWithTheReasonsInFull() {
        CommandRun run = run("inspect", "04:00.0");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("Group 11\n  fingerprint  ")
                .contains("state        with the host", "in use by    nobody", "reserved     0x00000000fee00000")
                .contains("mounted file system: " + DISK + " provides /dev/nvme0n1, mounted at /");
    }

    @Test
    void aGroupThatCannotBeReadSaysSoAndTheOthersAreShown() {
        pci.attribute(SECOND, "numa_node", "banana\n");

        assertThat(run("inspect").out())
                .contains("not fully known: " + SECOND, "\"banana\"")
                .contains("stays with the host: mounted file system");
    }

    @Test
    void anAddressThatIsNotThereIsBadInput() {
        CommandRun run = run("inspect", "0000:09:00.0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("0000:09:00.0 is not on this host.\n`bailiff-agent inspect` lists what is.\n");
    }

    @Test
    void aFunctionInNoGroupCannotBeLentByThisHost() {
        CommandRun run = run("inspect", "00:1b.0");

        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err()).contains("0000:00:1b.0 is in no IOMMU group", "doctor");
    }

    @Test
    void doctorFindsNothingWrong() {
        CommandRun run = run("doctor");

        assertThat(run.out())
                .contains("OK    The IOMMU is on: 2 groups, and 1 functions in none, which cannot be lent.")
                .contains("OK    vfio-pci is there, and is loaded when it is needed.")
                .contains("OK    This kernel refuses a host driver that wants a member of a group in use.")
                .contains("OK    The state directory " + state + " can be written.")
                .contains("OK    No operation is unfinished; 0 groups have a journal.")
                .doesNotContain("WARN");
    }

    @Test
    void doctorSaysWhatIsMissingAndWhatToDo() {
        tree.remove("/lib/modules/6.1.0-56-amd64/modules.dep").file("/proc/cmdline", "quiet\n");
        Stream.of(BRIDGE, FIRST, SECOND).forEach(member -> tree.remove("/sys/kernel/iommu_groups/9/devices/" + member));
        tree.remove("/sys/kernel/iommu_groups/11/devices/" + DISK);
        Stream.of(BRIDGE, FIRST, SECOND, DISK)
                .forEach(member -> tree.remove("/sys/bus/pci/devices/" + member + "/iommu_group"));

        CommandRun run = run("doctor");

        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.out())
                .contains("FAIL  There is no IOMMU group", "intel_iommu=on")
                .contains("FAIL  This kernel has no vfio-pci", "CONFIG_VFIO_PCI");
    }

    @Test
    void doctorWarnsOfAKernelThatPanicsAndOfOneThatDoesNotSay() {
        tree.file("/proc/kallsyms", "0 T _text\n");
        assertThat(run("doctor").out()).contains("WARN  This kernel panics", "do not clear their driver_override");

        tree.remove("/proc/kallsyms");
        assertThat(run("doctor").out()).contains("WARN  This kernel cannot be asked", "taken to panic");
    }

    @Test
    void doctorWarnsOfWhatCannotBeTold() {
        tree.file("/proc/1/mountinfo", "30 1 0:45 / / rw - zfs tank rw\n");

        assertThat(run("doctor").out()).containsPattern("WARN .*ZFS.*tank");
    }

    @Test
    void doctorFindsAnOperationThatWasLeftInTheMiddleAndAJournalThatMakesNoSense() throws Exception {
        String fingerprint = "0123456789abcdef0123456789abcdef";
        HostTree journals = new HostTree(state);
        journals.file("/groups/" + fingerprint + ".json", """
                {"schema": 1, "fingerprint": "%s", "bootId": "5f2c1f1e-0000-4000-8000-000000000000",
                 "phase": "DETACHING", "owner": "command line", "operationId": "1",
                 "members": [{"address": "0000:02:01.0", "driver": "e1000", "override": null, "targetDriver": "vfio-pci"}]}
                """.formatted(fingerprint));
        assertThat(run("doctor").out())
                .contains(
                        "WARN  The group of 0000:02:01.0 was left in the middle (DETACHING)", "bailiff-agent recover");

        journals.file("/groups/" + fingerprint + ".json", "banana");
        CommandRun broken = run("doctor");
        assertThat(broken.exitCode()).isEqualTo(6);
        assertThat(broken.out()).contains("FAIL  The journal", "cannot be read");
    }

    private CommandRun run(String... arguments) {
        List<String> all = Stream.concat(
                        Stream.of("--root", root.toString(), "--state", state.toString()), Stream.of(arguments))
                .toList();
        return CommandRun.of(all.toArray(String[]::new));
    }
}
