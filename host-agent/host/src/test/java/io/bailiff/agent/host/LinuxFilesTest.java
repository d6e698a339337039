// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class LinuxFilesTest {

    @TempDir
    private Path root;

    private HostTree tree;
    private LinuxFiles files;

    @BeforeEach
    void setUp() {
        tree = new HostTree(root);
        files = tree.files();
    }

    @Test
    void aFileIsReadWithoutItsLastLineFeed() throws HostFileException {
        tree.file("/sys/vendor", "0x8086\n");

        assertThat(files.read("/sys/vendor")).isEqualTo("0x8086");
    }

    @Test
    void aFileOfManyChunksIsReadWhole() throws HostFileException {
        String text = "0123456789".repeat(30_000);
        tree.file("/proc/long", text);

        assertThat(files.read("/proc/long")).isEqualTo(text);
    }

    @Test
    void anAttributeOfAPageOrMoreIsReadWhole() throws HostFileException {
        for (int length : new int[] {4095, 4096, 4097, 8192, 9000}) {
            tree.file("/sys/bus/pci/attribute" + length, "\u00fc".repeat(length / 2) + "a");

            assertThat(files.read("/sys/bus/pci/attribute" + length)).hasSize(length / 2 + 1);
        }
    }

    @Test
    void bytesAreReadAsTheyAreAndNoMoreThanAsked() throws HostFileException {
        tree.bytes("/sys/config", new byte[] {(byte) 0x86, (byte) 0x80, 0x0a, 0x20});

        assertThat(files.readBytes("/sys/config", 3)).containsExactly(0x86, 0x80, 0x0a);
        assertThat(files.readBytes("/sys/config", 64)).containsExactly(0x86, 0x80, 0x0a, 0x20);
    }

    @Test
    void linesAreOfferedInOrderUntilOneIsWanted() throws HostFileException {
        tree.file("/proc/lines", "one\ntwo\nthree\n");
        List<String> offered = new ArrayList<>();

        boolean found = files.anyLine("/proc/lines", line -> {
            offered.add(line);
            return line.equals("two");
        });

        assertThat(found).isTrue();
        assertThat(offered).containsExactly("one", "two");
        assertThat(files.anyLine("/proc/lines", line -> line.equals("four"))).isFalse();
    }

    @Test
    void aValueIsWrittenOverTheOldOneWithoutTruncation() throws Exception {
        tree.file("/sys/driver_override", "abcdef");

        files.write("/sys/driver_override", "xy");

        assertThat(Files.readString(tree.at("/sys/driver_override"))).isEqualTo("xycdef");
    }

    @Test
    void aWriteNeverCreatesAFile() {
        tree.directory("/sys");

        assertThatError(HostError.NO_ENTRY, () -> files.write("/sys/bind", "0000:02:01.0"));
        assertThat(tree.at("/sys/bind")).doesNotExist();
    }

    @Test
    void aWriteOfNothingIsAMistakeOfTheCaller() {
        tree.file("/sys/driver_override", "vfio-pci");

        assertThatThrownBy(() -> files.write("/sys/driver_override", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line feed");
    }

    @Test
    void theKernelsRefusalsAreToldApart() {
        LinuxFiles machine = new LinuxFiles(Path.of("/"));

        assertThatError(HostError.INVALID, () -> machine.write("/proc/self/oom_score_adj", "99999"));
        assertThatError(HostError.DENIED, () -> machine.write("/proc/self/uid_map", "0 0 1"));
        assertThatError(HostError.NO_ENTRY, () -> machine.read("/proc/self/there-is-no-such-file"));
        assertThatError(HostError.OTHER, () -> machine.write("/dev/full", "x"));
        assertThatError(HostError.OTHER, () -> machine.read("/proc"));
    }

    @Test
    void aFailureNamesThePathAsTheHostSpellsIt() {
        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> files.read("/sys/bus/pci/devices/0000:09:00.0/vendor"))
                .satisfies(failure -> assertThat(failure.path()).isEqualTo("/sys/bus/pci/devices/0000:09:00.0/vendor"))
                .withMessageStartingWith("/sys/bus/pci/devices/0000:09:00.0/vendor: ")
                .withMessageNotContaining(root.toString());
    }

    @Test
    void namesAreListedInOrder() throws HostFileException {
        tree.file("/sys/b", "").file("/sys/a", "").directory("/sys/c");

        assertThat(files.list("/sys")).containsExactly("a", "b", "c");
    }

    @Test
    void aDirectoryThatIsNotThereAndAFileInItsPlaceAreErrorsOfTheirOwn() {
        tree.file("/sys/file", "");

        assertThatError(HostError.NO_ENTRY, () -> files.list("/sys/none"));
        assertThatError(HostError.OTHER, () -> files.list("/sys/file"));
    }

    @Test
    void aLinkIsReadAsItIsSpelled() throws HostFileException {
        tree.link("/sys/device/driver", "../../bus/pci/drivers/e1000").file("/sys/plain", "");

        assertThat(files.readLink("/sys/device/driver")).contains("../../bus/pci/drivers/e1000");
        assertThat(files.readLink("/sys/plain")).isEmpty();
        assertThat(files.readLink("/sys/none")).isEmpty();
    }

    @Test
    void anAbsoluteLinkStaysUnderTheRoot() throws HostFileException {
        tree.file("/dev/dm-0", "here").link("/dev/mapper/root", "/dev/dm-0");

        assertThat(files.read("/dev/mapper/root")).isEqualTo("here");
        assertThat(files.realPath("/dev/mapper/root")).contains("/dev/dm-0");
    }

    @Test
    void noLinkLeadsOutOfTheRoot() throws HostFileException {
        tree.file("/etc/name", "inside").link("/sys/deep/escape", "../../../../../../../../../../etc/name");

        assertThat(files.read("/sys/deep/escape")).isEqualTo("inside");
        assertThat(files.realPath("/sys/deep/escape")).contains("/etc/name");
    }

    @Test
    void linksOnTheWayAreFollowedInTheRealPath() throws HostFileException {
        tree.file("/sys/devices/pci0000:00/0000:00:1f.2/vendor", "0x8086")
                .link("/sys/bus/pci/devices/0000:00:1f.2", "../../../devices/pci0000:00/0000:00:1f.2");

        assertThat(files.realPath("/sys/bus/pci/devices/0000:00:1f.2/vendor"))
                .contains("/sys/devices/pci0000:00/0000:00:1f.2/vendor");
        assertThat(files.realPath("/sys/bus/pci/devices/0000:00:1f.7")).isEmpty();
    }

    @Test
    void theVersionOfADirectoryChangesWithItsEntriesAlone() throws Exception {
        tree.link("/sys/bus/pci/devices/0000:00:1f.2", "../../../devices/pci0000:00/0000:00:1f.2");
        Optional<DirectoryVersion> before = files.version("/sys/bus/pci/devices/");
        assertThat(before).isPresent();
        assertThat(files.version("/sys/bus/pci/devices")).isEqualTo(before);

        tree.link("/sys/bus/pci/devices/0000:00:1f.3", "../../../devices/pci0000:00/0000:00:1f.3");

        assertThat(files.version("/sys/bus/pci/devices")).isPresent().isNotEqualTo(before);
    }

    @Test
    void everyEntryOfALargeDirectoryCounts() throws Exception {
        for (int number = 0; number < 1000; number++) {
            tree.file("/sys/devices/0000:00:1f.2-" + number, "");
        }
        Optional<DirectoryVersion> before = files.version("/sys/devices");
        assertThat(files.version("/sys/devices")).isPresent().isEqualTo(before);
        for (int number : new int[] {0, 499, 999}) {
            Path file = tree.at("/sys/devices/0000:00:1f.2-" + number);
            Files.delete(file);
            assertThat(files.version("/sys/devices")).isPresent().isNotEqualTo(before);
            before = files.version("/sys/devices");
        }
    }

    @Test
    void anEntryOfTheSameNameIsAnotherVersion() throws Exception {
        tree.file("/sys/drivers/0000:00:1f.2", "first").file("/sys/new", "second");
        Optional<DirectoryVersion> before = files.version("/sys/drivers");
        Files.move(tree.at("/sys/new"), tree.at("/sys/drivers/0000:00:1f.2"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(files.list("/sys/drivers")).containsExactly("0000:00:1f.2");
        assertThat(files.version("/sys/drivers")).isPresent().isNotEqualTo(before);
    }

    @Test
    void aMissingDirectoryHasNoVersion() {
        assertThat(files.version("/sys/nothing")).isEmpty();
    }

    @Test
    void theDirectoriesOfThisMachinesSysfsHaveVersions() {
        LinuxFiles machine = new LinuxFiles(Path.of("/"));

        assertThat(machine.version("/sys/class/net")).isPresent().isEqualTo(machine.version("/sys/class/net"));
    }

    @Test
    void aRingOfLinksIsAnError() {
        tree.link("/sys/a", "b").link("/sys/b", "a");

        assertThatError(HostError.OTHER, () -> files.read("/sys/a"));
    }

    @Test
    void aDanglingLinkIsALinkButNotThere() throws HostFileException {
        tree.link("/sys/gone", "nowhere");

        assertThat(files.readLink("/sys/gone")).contains("nowhere");
        assertThat(files.exists("/sys/gone")).isFalse();
        assertThat(files.realPath("/sys/gone")).isEmpty();
    }

    @Test
    void theMachinesOwnRootNeedsNoTranslation() throws IOException {
        LinuxFiles machine = new LinuxFiles(Path.of("/"));

        assertThat(machine.realPath("/proc/self/exe").isPresent()).isTrue();
        assertThat(machine.exists("/proc/self/status")).isTrue();
        assertThat(machine.list("/proc/self")).contains("status");
        assertThat(machine.read("/proc/sys/kernel/random/boot_id")).hasSize(36);
    }

    private static void assertThatError(HostError error, ThrowingCallable call) {
        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(error));
    }
}
