// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {

    @TempDir
    private Path root;

    private HostTree tree;

    @BeforeEach
    void setUp() {
        tree = new HostTree(root).file("/proc/4711/comm", "qemu-system-x86\n");
    }

    @Test
    void aQemuProcessNamesItsGuest() {
        commandLine("/usr/bin/qemu-system-x86_64", "-name", "guest=web,,1,debug-threads=on", "-uuid", "x");

        assertThat(identity().guest()).isEqualTo("web,1");
        assertThat(identity().inWords()).isEqualTo("guest web,1 (qemu-system-x86, process 4711)");
    }

    @Test
    void theShortFormOfTheNameCounts() {
        commandLine("/usr/libexec/qemu-kvm", "-m", "4096", "-name", "web1");

        assertThat(identity().guest()).isEqualTo("web1");
    }

    @Test
    void anotherProgramWithTheSameOptionHasNoGuest() {
        commandLine("/usr/bin/find", "/", "-name", "web1");

        assertThat(identity().guest()).isNull();
    }

    @Test
    void anEndlessNameIsCut() {
        commandLine("qemu-system-x86_64", "-name", "\u001b" + "a".repeat(5000));

        assertThat(identity().guest()).hasSizeLessThan(100).startsWith("?a");
    }

    @Test
    void aProcessThatHasEndedHasNoName() {
        assertThat(ProcessIdentity.read(tree.files(), 1).inWords()).isEqualTo("? (process 1)");
    }

    private void commandLine(String... words) {
        tree.file("/proc/4711/cmdline", String.join("\0", words) + "\0");
    }

    private ProcessIdentity identity() {
        return ProcessIdentity.read(tree.files(), 4711);
    }
}
