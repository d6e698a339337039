// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessIdentityTest {

    private static final String UUID = "4dea22b3-1d52-d8f3-2516-782e98ab3fa0";

    @TempDir
    private Path root = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "guest=web1,debug-threads=on; web1",
                "web1,debug-threads=on; web1",
                "web1; web1",
                "process=kvm,guest=web1; web1",
                "guest=a,,b,debug-threads=on; 'a,b'",
                "guest=a,,,process=b; 'a,'",
                "guest=a=b; a=b",
                "guest=größe 1; größe 1",
            })
    void theNameOfAGuestIsReadAsQemuReadsIt(String option, String name) {
        assertThat(commandLine("/usr/bin/qemu-system-x86_64", "-name", option).guest())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/bin/kvm",
                "/usr/libexec/qemu-kvm",
                "/nix/store/x/bin/.qemu-system-x86_64-wrapped",
                "qemu-system-aarch64"
            })
    void anyProgramOfQemuNamesItsGuest(String program) {
        ProcessIdentity found =
                commandLine(program, "-id", "100", "--name", "web1", "-uuid", UUID.toUpperCase(Locale.ROOT));

        assertThat(found.guest()).isEqualTo("web1");
        assertThat(found.guestUuid()).isEqualTo(UUID);
    }

    @Test
    void aQemuWhoseFirstThreadHasEndedNamesItsGuestInItsOtherThreads() {
        HostTree tree = new HostTree(root);
        tree.file("/proc/42/comm", "qemu-system-x86\n")
                .file("/proc/42/cmdline", "")
                .file("/proc/42/task/42/cmdline", "")
                .file(
                        "/proc/42/task/43/cmdline",
                        "/usr/bin/qemu-system-x86_64\0-name\0guest=web1\0-uuid\0" + UUID + "\0");

        assertThat(ProcessIdentity.read(tree.files(), 42).guestUuid()).isEqualTo(UUID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest=", "debug-threads=on", ""})
    void aQemuWithoutANameHasNoGuest(String option) {
        assertThat(commandLine("/usr/bin/kvm", "-name", option).guest()).isNull();
    }

    @Test
    void aProgramOtherThanQemuHasNoGuest() {
        assertThat(commandLine("/usr/bin/vim", "-name", "guest=web1").guest()).isNull();
        assertThat(commandLine("/usr/bin/kvm", "-uuid", "nonsense").guestUuid()).isNull();
    }

    @Test
    void theNameOfAGuestIsExactAndIsEscapedInTheDescription() {
        ProcessIdentity found = commandLine("/usr/bin/kvm", "-name", "guest=a\nb\u001b[2J" + "x".repeat(9999));

        assertThat(found.guest()).startsWith("a\nb\u001b[2J");
        assertThat(found.description())
                .startsWith("guest \"a\\u000ab\\u001b[2J")
                .hasSizeLessThanOrEqualTo(500);
    }

    @Test
    void theStartIsReadBehindTheNameOfTheCommand() {
        tree().file("/proc/42/stat", "42 (a) S 1 (b) R 7 42 42 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 4 0 98765 1 2 3\n");

        assertThat(ProcessIdentity.read(tree().files(), 42).startTime()).isEqualTo(98765);
    }

    @Test
    void aProcessThatHasEndedHasNeitherNameNorStart() {
        assertThat(ProcessIdentity.read(tree().files(), 42)).isEqualTo(new ProcessIdentity(42, "?", null, null, null));
    }

    private ProcessIdentity commandLine(String... words) {
        tree().file("/proc/42/cmdline", String.join("\0", words) + "\0");
        return ProcessIdentity.read(tree().files(), 42);
    }

    private HostTree tree() {
        return new HostTree(root);
    }
}
