// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiff.agent.host.NetworkTables.Link;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the network namespace of this machine, and in a namespace of a child process. Needs root. */
@Tag("jdk")
class NetworkNamespaceTest {

    @Test
    void theTablesOfThisMachineHaveTheLoopbackInterface() throws HostFileException {
        NetworkTables tables = new LinuxFiles(Path.of("/")).networkTables().orElseThrow();

        assertThat(tables.links()).contains(new Link("lo", ""));
    }

    @Test
    void theTablesOfAnotherNamespaceAreReadInThatNamespace() throws IOException {
        Process child = new ProcessBuilder(
                        "unshare",
                        "--net",
                        "sh",
                        "-c",
                        "ip link set lo up && ip addr add 192.0.2.1/24 dev lo"
                                + " && ip link add left type veth peer right && ip link set left up && ip link set right up"
                                + " && ip addr add 198.51.100.1/24 dev left"
                                + " && ip route add default via 198.51.100.2 table 1001 && echo ready && read end")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("ready");
            NetworkTables tables = namespace("/proc/" + child.pid()).tables().orElseThrow();

            assertThat(tables.links()).contains(new Link("left", "veth"));
            assertThat(tables.addresses())
                    .contains(new NetworkTables.Address(IpPrefix.of(InetAddress.getByName("198.51.100.1")), "left"));
            assertThat(tables.routes()).contains(new NetworkTables.Route(IpPrefix.of(new byte[4], 0), 1001, "left"));
            assertThat(new LinuxFiles(Path.of("/"))
                            .networkTables()
                            .orElseThrow()
                            .links())
                    .doesNotContain(new Link("left", "veth"));
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aTreeWithoutNamespacesHasNoTables(@TempDir Path root) throws HostFileException {
        HostTree tree = new HostTree(root).directory("/proc/1/ns").file("/proc/1/net/dev", "eth0: 0\n");
        assertThat(tree.files().networkTables()).isEmpty();

        tree.link("/proc/1/ns/net", "net:[4026531840]");
        assertThat(tree.files().networkTables()).isEmpty();
    }

    @Test
    void aFileThatIsNoNamespaceIsRefused(@TempDir Path root) {
        HostTree tree = new HostTree(root).file("/proc/1/ns/net", "");

        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> tree.files().networkTables())
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(HostError.INVALID));
    }

    private static NetworkNamespace namespace(String path) {
        return new NetworkNamespace(path, path);
    }
}
