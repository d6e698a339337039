// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HealthEvent.Kind;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthBookTest {

    private static final PciAddress NIC = PciAddress.parse("0000:02:01.0");
    private static final PciAddress DISK = PciAddress.parse("0000:04:00.0");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-30T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory = Path.of("");

    private HealthState state = new HealthState(directory, new DiskFiles());

    @BeforeEach
    void open() {
        state = new HealthState(directory, new DiskFiles());
    }

    @Test
    void eventsOutliveTheAgentAndTheBoot() throws Exception {
        HealthBook first = book("boot-1");
        first.record(NIC, Kind.RECOVERED, null);
        first.record(DISK, Kind.LINK_DEGRADED, "8.0 GT/s x4 at the detach, 2.5 GT/s x4 now");

        HealthBook second = book("boot-2");

        assertThat(second.known()).isEqualTo(first.known());
        assertThat(second.known().of(DISK)).extracting(HealthEvent::bootId).containsExactly("boot-1");
    }

    @Test
    void aFurtherDefectCountsAndGivesTheEventANewId() throws Exception {
        HealthBook book = book("boot-1");
        book.record(NIC, Kind.RECOVERED, null);
        String id = book.known().events().get(0).id();

        book.record(NIC, Kind.RECOVERED, null);

        assertThat(book.acknowledge(Set.of(id))).isFalse();
        assertThat(book.known().events())
                .singleElement()
                .satisfies(event -> assertThat(event.count()).isEqualTo(2));
        assertThat(book.acknowledge(Set.of(book.known().events().get(0).id()))).isTrue();
        assertThat(book.known().events()).isEmpty();
        assertThat(book("boot-1").known().events()).isEmpty();
    }

    @Test
    void aLastingDefectIsOneEventInABoot() throws Exception {
        HealthBook book = book("boot-1");
        assertThat(book.recordOnce(NIC, Kind.STOPPED_ANSWERING, null)).isTrue();
        assertThat(book.recordOnce(NIC, Kind.STOPPED_ANSWERING, null)).isFalse();
        assertThat(book.recordOnce(DISK, Kind.STOPPED_ANSWERING, null)).isTrue();

        HealthBook rebooted = book("boot-2");

        assertThat(rebooted.recordOnce(NIC, Kind.STOPPED_ANSWERING, null)).isTrue();
        assertThat(rebooted.known().of(NIC))
                .singleElement()
                .satisfies(event -> assertThat(event.count()).isEqualTo(2));
    }

    @Test
    void anAcknowledgementOnTheHostIsFollowedAndCoversNoLaterEvent() throws Exception {
        HealthBook book = book("boot-1");
        book.record(NIC, Kind.RECOVERED, null);
        book.record(DISK, Kind.RECOVERED, null);

        state.acknowledge(List.of(book.known().of(NIC).get(0).id()));

        assertThat(state.read().of(NIC)).isEmpty();
        assertThat(book.followHost()).isTrue();
        assertThat(book.known().events()).extracting(HealthEvent::function).containsExactly(DISK);
        assertThat(book.followHost()).isFalse();
    }

    @Test
    void unreadableEventsKeepTheAgentFromStartingAndAreAProblemForCommands() throws Exception {
        Files.writeString(directory.resolve("health.json"), "{");

        assertThatThrownBy(() -> book("boot-1")).isInstanceOf(IOException.class);
        assertThat(state.read().problem()).contains("health.json");
    }

    @Test
    void anEventThatCouldNotBeStoredIsStoredLater() throws Exception {
        HealthBook book = book("boot-1");
        Path file = directory.resolve("health.json");
        Files.createDirectory(file);
        Files.createFile(file.resolve("obstacle"));

        book.record(NIC, Kind.REMOVED, null);
        assertThat(book.known().events()).hasSize(1);
        Files.delete(file.resolve("obstacle"));
        Files.delete(file);
        book.followHost();

        assertThat(book("boot-1").known().events()).hasSize(1);
    }

    private HealthBook book(String bootId) throws IOException {
        return HealthBook.open(state, bootId, CLOCK);
    }
}
