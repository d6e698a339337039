// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static io.bailiff.agent.host.fuse.CoveredHost.exitOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose mount namespace is not the namespace of process 1. Needs root and /dev/fuse. */
@Tag("jdk")
class OtherNamespaceTest {

    private static final String FILE_SYSTEM = " - fuse bailiff ";

    @TempDir
    Path directory;

    private OtherNamespace processOne;
    private CoveredHost host;
    private Path bind;

    @BeforeEach
    void begin() throws Exception {
        run("mount --bind " + directory + " " + directory + " && mount --make-shared " + directory);
        processOne = OtherNamespace.start("unchanged", "true");
        host = new CoveredHost(directory, processOne.mountNamespace());
        bind = host.file("bind");
    }

    /** Covers the file, with a propagation of mounts from the namespace of process 1 to the agent's namespace. */
    private void cover(String propagation) throws Exception {
        run("mount --make-" + propagation + " " + directory);
        host.cover(bind);
    }

    private static void run(String command) throws Exception {
        assertThat(exitOf(new ProcessBuilder("sh", "-c", command).inheritIO().start()))
                .isZero();
    }

    @AfterEach
    void end() throws Exception {
        host.close();
        processOne.close();
    }

    private List<String> covers() throws IOException {
        return processOne.mounts(directory.toString()).stream()
                .filter(line -> line.contains(FILE_SYSTEM))
                .toList();
    }

    private Process writeThere(String text) throws Exception {
        return host.start(String.join(" ", processOne.command("sh", "-c")) + " 'echo " + text + " > " + bind + "'");
    }

    @Test
    void writersInTheNamespaceOfProcessOneAreHeldAndTheAgentsNamespaceHasNoCover() throws Exception {
        cover("private");
        Process held = writeThere("hold");
        Writing writing = host.nextHeld();
        assertThat(covers()).hasSize(3);
        assertThat(host.mounts()).noneMatch(line -> line.contains(FILE_SYSTEM));

        assertThat(exitOf(host.write("hold not", bind))).isZero();
        assertThat(exitOf(writeThere("other"))).isZero();
        assertThat(held.isAlive()).isTrue();
        host.interceptor().perform(writing.ticket());

        assertThat(exitOf(held)).isZero();
        assertThat(host.real(bind)).content().endsWith("hold\n");
        host.cover();
        await().until(() -> covers().isEmpty());
        assertThat(exitOf(writeThere("hold not"))).isZero();
    }

    @Test
    void theNextAgentTakesOverTheWritersInTheNamespaceOfProcessOne() throws Exception {
        cover("private");
        Process held = writeThere("hold");
        Writing writing = host.nextHeld();

        host.kill();
        host.takeOver(Set.of(writing.ticket()));
        assertThat(exitOf(writeThere("other"))).isZero();
        host.interceptor().perform(writing.ticket());

        assertThat(exitOf(held)).isZero();
        assertThat(host.real(bind)).content().endsWith("hold\n");
    }

    @Test
    void aFileThatCameBackIsCoveredAgainInTheNamespaceOfProcessOne() throws Exception {
        cover("private");
        Files.delete(host.real(bind));
        Files.delete(bind);
        host.file("bind");
        host.cover(bind);

        writeThere("hold");

        assertThat(host.nextHeld().path()).isEqualTo(bind.toString());
        assertThat(covers()).hasSize(3);
    }

    /** As for a hardened unit of systemd: mounts of the host propagate into the agent's namespace. */
    @Test
    void anAgentThatSeesTheCoversWritesPastThem() throws Exception {
        cover("slave");
        assertThat(host.mounts()).filteredOn(line -> line.contains(FILE_SYSTEM)).hasSize(3);
        performAndEnd(writeThere("hold there"));
        assertThat(host.real(bind)).content().endsWith("hold there\n");
        performAndEnd(host.write("hold here", bind));
        assertThat(host.real(bind)).content().endsWith("hold here\n");

        host.cover();

        await().until(() -> covers().isEmpty());
        assertThat(host.mounts()).noneMatch(line -> line.contains(FILE_SYSTEM));
    }

    private void performAndEnd(Process held) throws Exception {
        host.interceptor().perform(host.nextHeld().ticket());
        assertThat(exitOf(held)).isZero();
    }
}
