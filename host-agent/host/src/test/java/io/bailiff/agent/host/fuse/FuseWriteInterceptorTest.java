// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static io.bailiff.agent.host.fuse.CoveredHost.exitOf;
import static io.bailiff.agent.host.fuse.CoveredHost.outputOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.OwnSysfs;
import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Single writes, on ordinary files of this machine. Needs root and /dev/fuse. */
@Tag("jdk")
class FuseWriteInterceptorTest extends OneCoveredFile {

    private static final int PAGE = 4096;

    @Test
    void aHeldWriterSleepsAndItsWriteIsMadeAfterTheDecision() throws Exception {
        Process writer = host.write("hold", bind);
        Writing writing = host.nextHeld();
        assertThat(writing.path()).isEqualTo(bind.toString());
        assertThat(writing.text()).isEqualTo("hold\n");
        assertThat(writing.thread()).isEqualTo(writer.pid());
        assertThat(writer.isAlive()).isTrue();
        assertThat(host.real(bind)).isEmptyFile();

        host.interceptor().perform(writing.ticket());

        assertThat(exitOf(writer)).isZero();
        assertThat(host.real(bind)).hasContent("hold\n");
    }

    @Test
    void aFailedWriteGetsEpermAndWritesNothing() throws Exception {
        Process writer = host.start("printf hold | dd status=none of=" + bind);

        host.interceptor().fail(host.nextHeld().ticket());

        assertThat(outputOf(writer)).endsWith("Operation not permitted");
        assertThat(host.real(bind)).isEmptyFile();
    }

    @Test
    void aSecondAnswerHasNoEffect() throws Exception {
        Process writer = host.write("hold", bind);
        long ticket = host.nextHeld().ticket();
        host.interceptor().fail(ticket);
        host.interceptor().perform(ticket);
        host.interceptor().perform(ticket + 1);

        assertThat(exitOf(writer)).isNotZero();
        assertThat(host.real(bind)).isEmptyFile();
    }

    @Test
    void everyByteIsWrittenAsItIs() throws Exception {
        byte[] bytes = new byte[PAGE];
        new Random(1).nextBytes(bytes);
        Files.write(directory.resolve("source"), bytes);

        assertThat(exitOf(host.start("dd bs=4096 status=none if=" + directory.resolve("source") + " of=" + bind)))
                .isZero();

        assertThat(host.real(bind)).hasBinaryContent(bytes);
    }

    @Test
    void everyWriteCallIsAWriteOfItsOwn() throws Exception {
        Process writer = host.start("printf 'hold' | dd bs=1 status=none of=" + bind);
        assertThat(exitOf(writer)).isZero();
        assertThat(host.held).isEmpty();

        assertThat(exitOf(host.start("echo append >> " + bind + " && printf offset | dd seek=9 status=none of=" + bind
                        + " conv=notrunc && printf '' > " + bind)))
                .isZero();

        assertThat(host.real(bind)).hasContent("holdappend\noffset");
    }

    /** The tool writes the rest again, as it does after sysfs has taken a page. */
    @Test
    void aLongWriteIsAnsweredWithAPageAsSysfsDoes() throws Exception {
        for (int length : new int[] {PAGE - 1, PAGE, PAGE + 1, 10_000, 200_000}) {
            host.seen.clear();
            assertThat(exitOf(host.start(
                            "dd if=/dev/zero iflag=fullblock count=1 status=none bs=" + length + " of=" + bind)))
                    .isZero();

            List<Integer> lengths =
                    host.seen.stream().map(writing -> writing.text().length()).toList();
            assertThat(lengths.stream().mapToInt(Integer::intValue).sum()).isEqualTo(length);
            assertThat(lengths).hasSize((length + PAGE - 1) / PAGE);
        }
    }

    @Test
    void theErrorOfTheHostReachesTheWriter() throws Exception {
        Path unbind = host.file("unbind");
        for (Path file : new Path[] {bind, unbind}) {
            host.cover();
            Files.delete(host.real(file));
            Files.createSymbolicLink(host.real(file), Path.of("/dev/full"));
            host.cover(file);

            assertThat(outputOf(host.start("printf x | dd status=none of=" + file)))
                    .endsWith("No space left on device");
        }
    }

    @Test
    void aWriteToAFileOfSysfsFailsAsWithoutTheCover() throws Exception {
        Path unbind = anyDriver().resolve("unbind");
        String command = "printf 'no device' | dd status=none of=" + unbind;
        String without = outputOf(host.start(command));
        assertThat(without).endsWith("No such device");
        Setting setting;
        try (OwnSysfs sysfs = OwnSysfs.mount()) {
            setting = new Setting(
                    directory.resolve("sysfs-covers"),
                    Files.createDirectory(directory.resolve("sysfs-state")),
                    MountNamespace.own(Duration.ofSeconds(5)),
                    sysfs::place);
            FuseWriteInterceptor interceptor = FuseWriteInterceptor.open(setting);
            try {
                interceptor.coverOnly(Set.of(unbind.toString()));
                Process writer = host.start(command);
                Writing writing = interceptor.await(Duration.ofSeconds(60)).get(0);
                assertThat(writing.text()).isEqualTo("no device");
                interceptor.perform(writing.ticket());

                assertThat(outputOf(writer)).isEqualTo(without);
            } finally {
                interceptor.close();
            }
        }
    }

    /** Every Linux has a driver on the platform bus. */
    private static Path anyDriver() throws Exception {
        try (Stream<Path> drivers = Files.list(Path.of("/sys/bus/platform/drivers"))) {
            return drivers.filter(driver -> Files.exists(driver.resolve("unbind")))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theCoverLooksLikeTheFile() throws Exception {
        String look = "cd " + bind.getParent()
                + "; ls -l bind; stat -c '%a %u %g %s %F' bind; test -w bind && echo w; cat bind;"
                + " echo x 2>&1 > bind/x; echo done";
        String covered = outputOf(host.start(look));
        host.cover();
        Files.setPosixFilePermissions(bind, Files.getPosixFilePermissions(bind));

        assertThat(covered).contains("-w------- ", "200 0 0 0 regular empty file", "w\n", "Permission denied", "done");
    }

    @Test
    void strangeRequestsFailAndTheServerGoesOn() throws Exception {
        Path covers = host.mountPoint();
        outputOf(host.start("cd " + bind.getParent()
                + "; chmod 666 bind; chown 1 bind; touch bind; mv bind other; ln bind other;"
                + " flock bind true; fallocate -l 1 bind; truncate -s 9 bind; getfattr -d bind; setfattr -n user.a -v 1 bind;"
                + " cp bind other; sync bind; df " + covers + "; ls -la " + covers + "; mkdir " + covers + "/1; touch "
                + covers + "/2; cat " + covers + "/99999999999; rm bind"));

        assertThat(outputOf(host.start("stat -c %a " + bind))).isEqualTo("200");
        assertThat(exitOf(host.write("1", bind))).isZero();
        assertThat(new String(Files.readAllBytes(host.real(bind)), StandardCharsets.UTF_8))
                .isEqualTo("1\n");
    }
}
