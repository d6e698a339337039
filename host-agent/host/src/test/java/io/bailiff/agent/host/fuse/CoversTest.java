// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static io.bailiff.agent.host.fuse.CoveredHost.exitOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.host.DescriptorStore;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.KeptDescriptor;
import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mounts of the covers. Needs root and /dev/fuse. */
@Tag("jdk")
class CoversTest {

    @TempDir
    Path directory;

    private CoveredHost host;
    private Path one;
    private Path two;

    @BeforeEach
    void files() throws Exception {
        host = new CoveredHost(directory);
        one = host.file("one");
        two = host.file("two");
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void exactlyTheGivenFilesAreCovered() throws Exception {
        host.cover(one);
        assertThat(host.interceptor().covered()).containsExactly(one.toString());
        host.cover(two, directory.resolve("files/absent"));
        assertThat(host.interceptor().covered()).containsExactly(two.toString());

        Process direct = host.write("hold", one);
        Process held = host.write("hold", two);

        assertThat(exitOf(direct)).isZero();
        assertThat(host.nextHeld().path()).isEqualTo(two.toString());
        assertThat(held.isAlive()).isTrue();
    }

    @Test
    void repeatedCallsChangeNoMount() throws Exception {
        host.cover(one, two);
        List<String> before = host.mounts();

        host.cover(one, two);

        assertThat(before).hasSize(5);
        assertThat(host.mounts()).isEqualTo(before);
    }

    @Test
    void withoutCoveredFilesNoMountIsLeft() throws Exception {
        host.cover(one, two);

        host.cover();

        await().until(() -> host.mounts().isEmpty());
        host.cover(two);
        assertThat(exitOf(host.write("1", two))).isZero();
    }

    @Test
    void aWriteToAFileThatIsUncoveredWaitsForItsAnswer() throws Exception {
        host.cover(one);
        Process writer = host.write("hold", one);
        Writing writing = host.nextHeld();

        host.cover();
        assertThat(exitOf(host.write("hold direct", one))).isZero();
        assertThat(writer.isAlive()).isTrue();
        host.interceptor().perform(writing.ticket());

        assertThat(exitOf(writer)).isZero();
        await().until(() -> host.mounts().isEmpty());
    }

    @Test
    void theEndOfTheInterceptorUncoversTheFilesAndFailsTheWrites() throws Exception {
        host.cover(one, two);
        Process writer = host.write("hold", one);
        host.nextHeld();

        host.interceptor().close();

        assertThat(exitOf(writer)).isNotZero();
        assertThat(host.mounts()).isEmpty();
        assertThat(exitOf(host.write("hold", one))).isZero();
        assertThat(host.interceptor().covered()).isEmpty();
    }

    /** Another mount namespace can remove a file that is covered here; the kernel then removes the mounts, as for a file of sysfs. */
    @Test
    void aFileThatCameBackIsCoveredAgain() throws Exception {
        host.cover(one, two);
        assertThat(exitOf(host.start(
                        "unshare -m sh -c 'umount -l -c " + one + "; umount -l -c " + one + "; rm " + one + "'")))
                .isZero();
        assertThat(one).doesNotExist();
        Files.delete(host.real(one));
        host.cover(one, two);
        assertThat(host.interceptor().covered()).containsExactly(two.toString());
        host.file("one");
        host.cover(one, two);

        host.write("hold again", one);

        assertThat(host.nextHeld().text()).isEqualTo("hold again\n");
        assertThat(host.mounts()).hasSize(5);
    }

    @Test
    void mountsDescriptorsAndThreadsDoNotAccumulate() throws Exception {
        round();
        long descriptors = descriptors();
        for (int round = 0; round < 30; round++) {
            round();
        }

        assertThat(host.mounts()).isEmpty();
        await().until(() -> descriptors() <= descriptors + 3);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("bailiff-cover"))
                        .count()
                == 0);
    }

    private void round() throws Exception {
        host.cover(one, two);
        Process held = host.write("hold", one);
        Writing writing = host.nextHeld();
        assertThat(exitOf(host.write("1", one))).isZero();
        host.interceptor().fail(writing.ticket());
        exitOf(held);
        host.cover();
        await().until(() -> host.mounts().isEmpty());
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    void aHangingMountDelaysNoOtherFile() throws Exception {
        host.close();
        Path tools = Files.createDirectory(directory.resolve("tools"));
        Path hang = tools.resolve("hang");
        Path mount = tools.resolve("mount");
        Files.writeString(
                mount, "#!/bin/sh\nwhile [ -e " + hang + " ]; do sleep 0.05; done\nexec /usr/bin/mount \"$@\"\n");
        Files.setPosixFilePermissions(mount, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path base = Files.createDirectory(directory.resolve("hanging"));
        host = new CoveredHost(base, withTools(tools, Duration.ofMillis(300)));
        one = host.file("one");
        two = host.file("two");
        host.cover(one, two);
        Files.createFile(hang);
        Process first = host.write("hold", one);
        Writing writing = host.nextHeld();
        Process second = host.write("second", one);

        for (int other = 0; other < 20; other++) {
            assertThat(exitOf(host.write("1", two))).isZero();
        }
        assertThat(second.isAlive()).isTrue();
        Files.delete(hang);

        assertThat(exitOf(second)).isZero();
        host.interceptor().perform(writing.ticket());
        assertThat(exitOf(first)).isZero();
    }

    @Test
    void aFileThatCannotBeCoveredIsNotHalfCoveredAndTheOthersAreCovered() throws Exception {
        host.close();
        Path tools = tools("""
                if [ -e TOOLS/once ]; then
                  grep -v '/one ' "$3" > TOOLS/table
                  /usr/bin/mount -a -T TOOLS/table
                  exit 64
                fi
                : > TOOLS/once
                exec /usr/bin/mount "$@"
                """);
        host = new CoveredHost(
                Files.createDirectory(directory.resolve("failing")), withTools(tools, Duration.ofSeconds(5)));
        one = host.file("one");
        two = host.file("two");

        assertThatThrownBy(() -> host.cover(one, two)).isInstanceOf(HostFileException.class);

        assertThat(host.interceptor().covered()).containsExactly(two.toString());
        assertThat(exitOf(host.write("hold direct", one))).isZero();
    }

    /** Creates a directory with a program in place of mount(8). Other calls than {@code mount -a -T TABLE} go to mount(8) at once. */
    private Path tools(String script) throws IOException {
        Path tools = Files.createDirectory(directory.resolve("tools"));
        Path mount = tools.resolve("mount");
        Files.writeString(
                mount,
                "#!/bin/sh\n[ \"$1\" = -a ] || exec /usr/bin/mount \"$@\"\n"
                        + script.replace("TOOLS", tools.toString()));
        Files.setPosixFilePermissions(mount, PosixFilePermissions.fromString("rwxr-xr-x"));
        return tools;
    }

    @Test
    void manyFilesNeedAsManyProcessesAsOne() throws Exception {
        host.close();
        Path tools = tools("echo mount >> TOOLS/log\nexec /usr/bin/mount \"$@\"\n");
        host = new CoveredHost(
                Files.createDirectory(directory.resolve("many")), withTools(tools, Duration.ofSeconds(5)));
        host.cover(host.file("alone"));
        long ofOne = Files.readAllLines(tools.resolve("log")).size();
        Path[] many = new Path[40];
        for (int index = 0; index < many.length; index++) {
            many[index] = host.file("file " + index);
        }

        host.cover(many);

        assertThat(ofOne).isEqualTo(2);
        assertThat(Files.readAllLines(tools.resolve("log"))).hasSize(4);
        assertThat(host.interceptor().covered()).hasSize(many.length);
        assertThat(host.mounts().stream().filter(line -> line.contains(" - fuse ")))
                .hasSize(2 * many.length + 1);
    }

    @Test
    void aFileWhoseMountHangsFailsAloneAndNothingIsMountedLater() throws Exception {
        host.close();
        Path tools = tools("""
                while read -r source target rest; do
                  case $target in */one) while [ -e TOOLS/mount ]; do sleep 0.05; done ;; esac
                  /usr/bin/mount --bind "$source" "$target"
                done < "$3"
                """);
        host = new CoveredHost(
                Files.createDirectory(directory.resolve("hanging")), withTools(tools, Duration.ofSeconds(2)));
        one = host.file("one");
        two = host.file("two");
        Path three = host.file("three");

        assertThatThrownBy(() -> host.cover(one, two, three))
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        failure -> assertThat(failure.error()).isEqualTo(HostError.TIMED_OUT));

        assertThat(host.interceptor().covered()).containsExactlyInAnyOrder(two.toString(), three.toString());
        Files.delete(tools.resolve("mount"));
        assertThat(exitOf(host.write("hold direct", one))).isZero();
        assertThat(host.mounts()).hasSize(5);
    }

    @Test
    void aNameWithBlanksAndBackslashesIsCovered() throws Exception {
        Path strange = host.file("a b\\040#\tc");
        host.cover(strange);

        host.start("echo hold > '" + strange + "'");

        assertThat(host.nextHeld().path()).isEqualTo(strange.toString());
        host.cover();
        assertThat(exitOf(host.start("echo hold not > '" + strange + "'"))).isZero();
    }

    @Test
    void aNameWithALineFeedFailsAndTheOtherFilesAreCovered() throws Exception {
        Path strange = host.file("a\nb");

        assertThatThrownBy(() -> host.cover(strange, one)).isInstanceOf(HostFileException.class);

        assertThat(host.interceptor().covered()).containsExactly(one.toString());
    }

    private static MountNamespace withTools(Path tools, Duration limit) {
        return new MountNamespace(
                List.of("env", "PATH=" + tools + ":/usr/bin:/bin"), "", Path.of("/proc/self/mountinfo"), limit);
    }

    @Test
    void withoutAConnectionNobodyGetsThroughAndTheNextAgentCoversAnew() throws Exception {
        host.cover(one, two);
        host.abandon();
        ProcessHandle.of(Long.parseLong(holder().orElseThrow().substring("process ".length())))
                .orElseThrow()
                .destroyForcibly();
        await().until(() -> holder().isEmpty());
        assertThat(exitOf(host.write("1", one))).isNotZero();
        assertThat(host.real(one)).isEmptyFile();

        host.next();
        assertThat(host.interceptor().inherited()).isFalse();
        host.takeOver(Set.of());
        host.cover(one);

        assertThat(exitOf(host.write("1", one))).isZero();
        assertThat(exitOf(host.write("2", two))).isZero();
        // A slow write replaces the top cover.
        await().until(() -> host.mounts().size() == 3);
    }

    private Optional<String> holder() {
        return DescriptorStore.holderOf(directory.resolve("state"), KeptDescriptor.WRITES);
    }

    @Test
    void aConnectionThatTheHostAbortsIsReported() throws Exception {
        host.cover(one);
        // MNT_FORCE
        FuseCalls.umount2(host.mountPoint().toString(), 1);

        await().until(() -> {
            try {
                host.interceptor().await(Duration.ZERO);
                return false;
            } catch (HostFileException ended) {
                return true;
            }
        });
        assertThat(exitOf(host.write("1", one))).isNotZero();
        host.cover(one);
        host.takeOver(Set.of());

        assertThat(exitOf(host.write("1", one))).isZero();
        assertThat(host.mounts()).hasSize(3);
    }
}
