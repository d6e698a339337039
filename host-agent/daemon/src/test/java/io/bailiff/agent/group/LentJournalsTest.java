// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Phase;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.state.CountedDisk;
import io.bailiff.agent.state.DirectoryStamp;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.FileClock;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journals in memory, while another process writes journals. */
class LentJournalsTest {

    private static final GroupFingerprint GROUP = new GroupFingerprint("a".repeat(32));
    private static final GroupFingerprint OTHER = new GroupFingerprint("b".repeat(32));

    @TempDir
    private Path state = Path.of("");

    private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);
    private final CountedDisk disk = new CountedDisk();
    private Duration ahead = Duration.ofMinutes(1);
    private JournalStore command = new JournalStore(state, new DiskFiles());
    private LentJournals lent = new LentJournals(sim.files(), command);

    @BeforeEach
    void aJournalOfALongTimeAgo() throws Exception {
        command = new JournalStore(state, new DiskFiles());
        lent = lent(disk);
        command.write(journal(GROUP, Phase.DETACHED));
    }

    private LentJournals lent(StateFiles files) {
        InstantSource source = () -> Instant.now().plus(ahead);
        return new LentJournals(sim.files(), new JournalStore(state, files), source.withZone(ZoneOffset.UTC));
    }

    /** A change by another process, some time after the last reading. */
    private void later(Change change) throws IOException {
        FileClock.awaitTick(state.resolve("groups"));
        change.make();
    }

    private interface Change {
        void make() throws IOException;
    }

    @Test
    void journalsAreReadOnceWhileTheirDirectoryStaysAsItIs() throws Exception {
        List<Journal> first = lent.all();
        disk.reads.set(0);

        assertThat(lent.all()).isEqualTo(first).hasSize(1);
        assertThat(lent.none()).isFalse();
        assertThat(disk.reads).hasValue(0);
    }

    @Test
    void aJournalOfAnotherProcessIsSeenByTheNextCall() throws Exception {
        lent.all();
        later(() -> command.write(journal(OTHER, Phase.DETACHING)));
        assertThat(lent.all()).extracting(Journal::fingerprint).containsExactly(GROUP, OTHER);
        later(() -> command.remove(GROUP));
        assertThat(lent.all()).extracting(Journal::fingerprint).containsExactly(OTHER);
        later(() -> command.remove(OTHER));
        assertThat(lent.all()).isEmpty();
        assertThat(lent.none()).isTrue();
    }

    @Test
    void aPhaseThatAnotherProcessHasWrittenIsSeenByTheNextCall() throws Exception {
        for (Phase phase : List.of(Phase.REATTACHING, Phase.DETACHED, Phase.DETACHING, Phase.DETACHED)) {
            later(() -> command.write(journal(GROUP, phase)));
            assertThat(lent.all()).extracting(Journal::phase).containsExactly(phase);
        }
    }

    @Test
    void journalsThatHaveJustChangedAreReadAtEachCall() throws Exception {
        ahead = Duration.ofSeconds(9);
        lent.all();
        disk.reads.set(0);

        lent.all();

        assertThat(disk.reads).hasPositiveValue();
    }

    @Test
    void aClockThatIsSetBackMakesTheNextCallReadAgain() throws Exception {
        lent.all();
        ahead = Duration.ofSeconds(30);
        disk.reads.set(0);

        lent.all();

        assertThat(disk.reads).hasPositiveValue();
    }

    @Test
    void anUnreadableJournalFailsEachCallUntilItIsGone() throws Exception {
        lent.all();
        Path broken = state.resolve("groups/" + OTHER + ".json");
        later(() -> Files.writeString(broken, "no journal"));
        assertThatThrownBy(() -> lent.all()).isInstanceOf(JournalException.class);
        assertThatThrownBy(() -> lent.all()).isInstanceOf(JournalException.class);
        later(() -> Files.delete(broken));

        assertThat(lent.all()).hasSize(1);
    }

    @Test
    void filesWithoutStampsAreReadAtEachCall() throws Exception {
        CountedDisk unstamped = new CountedDisk() {
            @Override
            public Optional<DirectoryStamp> stamp(Path directory) {
                return Optional.empty();
            }
        };
        LentJournals journals = lent(unstamped);
        journals.all();
        unstamped.reads.set(0);

        assertThat(journals.all()).hasSize(1);
        assertThat(unstamped.reads).hasPositiveValue();
    }

    private static Journal journal(GroupFingerprint group, Phase phase) {
        return new Journal(
                Journal.SCHEMA,
                group,
                "6f1c1d6e-0b9a-4d1e-9c58-2f1a7f3b8e10",
                phase,
                "command line",
                "operation-1",
                List.of(),
                List.of(new Journal.Member(PciAddress.parse("0000:02:01.0"), "e1000", null, "vfio-pci")));
    }
}
