// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorAddressTest {

    @TempDir
    private Path root;

    private HostTree tree;

    @BeforeEach
    void setUp() {
        tree = new HostTree(root).link("/proc/self", "40");
    }

    @Test
    void bothEndsOfTheSshConnectionAreFound() {
        process(40, 1, "HOME=/root", "SSH_CONNECTION=198.51.100.7 53122 192.0.2.10 22", "TERM=xterm");

        assertThat(find()).containsExactly("198.51.100.7", "192.0.2.10");
    }

    @Test
    void theConnectionIsFoundInAParentIfSudoRemovesTheVariable() {
        process(40, 30, "SUDO_USER=anna");
        process(30, 20, "SUDO_USER=anna");
        process(20, 10, "SSH_CONNECTION=fe80::7%eth0 53122 fe80::10%eth0 22");

        assertThat(find()).containsExactly("fe80::7%eth0", "fe80::10%eth0");
    }

    @Test
    void aConsoleOrServiceHasNoConnection() {
        process(40, 1, "TERM=linux", "NOT_SSH_CONNECTION=198.51.100.7 53122 192.0.2.10 22");
        process(1, 0, "");

        assertThat(find()).isEmpty();
    }

    @Test
    void processesThatNameEachOtherAsParentsEndTheSearch() {
        process(40, 41, "TERM=linux");
        process(41, 40, "TERM=linux");

        assertThat(find()).isEmpty();
    }

    @Test
    void aDirectoryWithoutProcessesHasNoOperator() {
        assertThat(find()).isEmpty();
    }

    private List<String> find() {
        return new OperatorAddress(tree.files()).find();
    }

    private void process(int pid, int parent, String... environment) {
        tree.file("/proc/" + pid + "/environ", String.join("\0", environment) + "\0")
                .file("/proc/" + pid + "/status", "Name:\tsh\nPid:\t" + pid + "\nPPid:\t" + parent + "\n");
    }
}
