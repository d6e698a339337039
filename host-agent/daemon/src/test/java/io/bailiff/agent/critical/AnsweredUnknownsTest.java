// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.critical.FakeHost.DISK;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_DISK;
import static io.bailiff.agent.critical.FakeHost.PORT_OF_DISK;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.api.UnknownAnswer;
import io.bailiff.agent.group.HostUnknowns;
import io.bailiff.agent.group.HostUnknowns.Unused;
import io.bailiff.agent.group.HostUnknowns.Why;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.Answers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers to the unknown about the disks of a ZFS file system, on a host with two NVMe disks. */
class AnsweredUnknownsTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    @TempDir
    private Path root = Path.of("");

    private FakeHost host;
    private final List<Answers.Answer> stored = new ArrayList<>();

    @BeforeEach
    void zfs() {
        host = new FakeHost(root);
        disk(DISK, "nvme0n1", "259:0", "259:1");
        disk(OTHER_DISK, "nvme1n1", "259:2", "259:3");
        host.mount("0:45", "/", "zfs", "tank/root", "rw");
    }

    private void disk(String address, String name, String number, String partition) {
        host.partition(host.disk(address, "nvme/" + name.substring(0, 5), name, number), name + "p1", partition);
    }

    @Test
    void anUnknownNamesTheFunctionsThatItMayBeAboutAndHasTheSameIdAtEachReading() {
        HostUnknown unknown = unknown();

        assertThat(unknown.functions()).containsExactly(address(DISK), address(OTHER_DISK));
        assertThat(unknown.id()).matches("[0-9a-f]{12}").isEqualTo(unknown().id());
        assertThat(codes(DISK)).containsExactly(Code.UNKNOWN);
        assertThat(codes(OTHER_DISK)).containsExactly(Code.UNKNOWN);
        assertThat(codes(NIC)).isEmpty();
    }

    @Test
    void anAnswerKeepsTheNamedFunctionAndItsBridgeAndFreesTheOthers() {
        answer(DISK);

        assertThat(codes(DISK)).containsExactly(Code.ANSWERED);
        assertThat(codes(PORT_OF_DISK)).containsExactly(Code.ANSWERED);
        assertThat(codes(OTHER_DISK)).isEmpty();
        assertThat(unknowns().open()).isEmpty();
        assertThat(unknowns().all()).hasSize(1);
        assertThat(unknowns().answers()).hasSize(1);
        Refusal refusal = now().refusals(group(DISK)).get(0);
        assertThat(refusal.isOverridable()).isFalse();
        assertThat(refusal.evidence()).isEqualTo("/var/lib/bailiff/answers.json");
        assertThat(refusal.reason()).startsWith(DISK).contains("alice", NOW.toString(), "tank");
    }

    @Test
    void theStatementThatNoFunctionIsMeantFreesAllFunctionsOfTheUnknown() {
        answer();

        assertThat(codes(DISK)).isEmpty();
        assertThat(codes(OTHER_DISK)).isEmpty();
        assertThat(unknowns().open()).isEmpty();
    }

    @Test
    void anAnswerFreesNoFunctionThatAnotherCheckRefuses() {
        answer();
        host.mount("259:3", "/srv", "ext4", "/dev/nvme1n1p1", "rw");

        assertThat(codes(OTHER_DISK)).contains(Code.MOUNTED_FILE_SYSTEM);
    }

    @Test
    void anAnswerFreesNoFunctionOfAnotherUnknown() {
        answer();
        host.mount("0:46", "/srv", "zfs", "other/srv", "rw");

        assertThat(codes(DISK)).containsExactly(Code.UNKNOWN);
        assertThat(unknowns().open())
                .singleElement()
                .extracting(HostUnknown::text)
                .asString()
                .contains("pool other");
    }

    @Test
    void twoAnswersToOneUnknownKeepTheFunctionsOfBoth() {
        answer(DISK);
        answer(OTHER_DISK);

        assertThat(codes(DISK)).containsExactly(Code.ANSWERED);
        assertThat(codes(OTHER_DISK)).containsExactly(Code.ANSWERED);
    }

    @Test
    void anAnswerToAnUnknownThatIsGoneHasNoEffect() {
        HostUnknown gone = HostUnknown.of("Cannot determine the disks of ZFS gone", List.of());
        store(UnknownAnswer.to(gone, List.of(address(NIC)), functions(), "alice", NOW));

        assertThat(codes(NIC)).isEmpty();
        assertThat(codes(DISK)).containsExactly(Code.UNKNOWN);
        assertThat(unknowns().unused()).extracting(Unused::why).containsExactly(Why.NO_SUCH_UNKNOWN);
    }

    @Test
    void anAnswerLapsesIfACardWithTheSameIdsMayHaveMovedTheNamedFunction() {
        answer(DISK);
        host.endpointBehindPort("0000:00:1c.7", "0000:07:00.0", "144d:a808", "010802", 7);

        assertThat(codes(DISK)).containsExactly(Code.UNKNOWN);
        assertThat(codes(OTHER_DISK)).containsExactly(Code.UNKNOWN);
        assertThat(unknowns().unused()).extracting(Unused::why).containsExactly(Why.HARDWARE_CHANGED);
    }

    @Test
    void anAnswerStaysInForceIfAnotherCardIsAdded() {
        answer(DISK);
        host.endpointBehindPort("0000:00:1c.7", "0000:07:00.0", "10de:2204", "030000", 7);

        assertThat(codes(OTHER_DISK)).isEmpty();
    }

    @Test
    void anAnswerLapsesIfANamedFunctionIsAnotherDeviceNow() {
        answer(DISK);
        host.pci().attribute(DISK, "device", "0xa80a\n");

        assertThat(codes(OTHER_DISK)).contains(Code.UNKNOWN);
        assertThat(unknowns().unused()).extracting(Unused::why).containsExactly(Why.HARDWARE_CHANGED);
    }

    @Test
    void unreadableAnswersLeaveEveryUnknown() throws Exception {
        HostUnknowns unknowns = CriticalFunctions.read(
                        host.tree().files(), List.of(), new Answers(List.of(), List.of("malformed")))
                .unknowns(functions());

        assertThat(unknowns.open()).hasSize(1);
        assertThat(unknowns.problems()).containsExactly("malformed");
    }

    private void answer(String... addresses) {
        store(UnknownAnswer.to(
                unknown(),
                Stream.of(addresses).map(AnsweredUnknownsTest::address).toList(),
                functions(),
                "alice",
                NOW));
    }

    private void store(UnknownAnswer answer) {
        stored.add(new Answers.Answer(answer, "/var/lib/bailiff/answers.json"));
    }

    private HostUnknown unknown() {
        assertThat(unknowns().all()).hasSize(1);
        return unknowns().all().get(0);
    }

    private HostUnknowns unknowns() {
        return now().unknowns(functions());
    }

    private CriticalFunctions now() {
        return CriticalFunctions.read(host.tree().files(), List.of(), new Answers(stored, List.of()));
    }

    private List<FunctionReport> functions() {
        return new PciBus(host.tree().files()).inventory().functions();
    }

    private List<Code> codes(String address) {
        return now().refusals(group(address)).stream()
                .map(Refusal::code)
                .distinct()
                .toList();
    }

    private IommuGroup group(String address) {
        try {
            return new PciBus(host.tree().files()).groupOf(address(address)).orElseThrow();
        } catch (HostFileException failure) {
            throw new AssertionError(failure);
        }
    }

    private static PciAddress address(String text) {
        return PciAddress.parse(text);
    }
}
