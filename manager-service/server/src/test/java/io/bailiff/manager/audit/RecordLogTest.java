// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.audit.SubjectNames.Names;
import io.bailiff.manager.conflict.Transition;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class RecordLogTest {

    private static final UUID HOST = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final UUID ASSIGNMENT = UUID.fromString("00000000-0000-0000-0000-00000000000b");
    private static final UUID CONFLICT = UUID.fromString("00000000-0000-0000-0000-00000000000c");

    @ParameterizedTest
    @ValueSource(strings = {"fence-ordered", "fenced", "claim-without-function"})
    void aFenceAndAProcessThatWaitsForAnOperatorAreErrors(String kind) {
        assertThat(RecordLog.level(kind)).isEqualTo(Level.ERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claim-held",
                "claim-standing",
                "claim-denied",
                "claim-joined",
                "conflict-opened",
                "rung-shut-down",
                "shutdown-asked",
                "rung-destroy",
                "guest-terminated",
                "guest-killed",
                "rung-fence",
                "problem",
                "detach-failed",
                "detach-timed-out",
                "attach-failed",
                "reattach-failed",
                "agent-away",
                "libvirt-away",
                "guard-away"
            })
    void aClaimAnEndedGuestAFailureAndAnOutageAreWarnings(String kind) {
        assertThat(RecordLog.level(kind)).isEqualTo(Level.WARN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claim-let-through",
                "claim-withdrawn",
                "claim-prevented",
                "claim-exempt",
                "problem-over",
                "assignment-requested",
                "detach-ordered",
                "guest-has-functions",
                "functions-returned",
                "host-drivers-back",
                "host-cordoned",
                "policy-changed",
                "restored"
            })
    void everythingElseIsInformation(String kind) {
        assertThat(RecordLog.level(kind)).isEqualTo(Level.INFO);
    }

    @Test
    void everyTransitionOfAConflictHasItsLevel() {
        assertThat(kinds(Level.ERROR)).containsExactlyInAnyOrder("fence-ordered", "fenced", "fenced-in-part");
        assertThat(kinds(Level.INFO))
                .containsExactlyInAnyOrder(
                        "guest-started-again",
                        "guest-resumed",
                        "release-asked",
                        "outcome",
                        "guest-start-ordered",
                        "guest-ended-by-another-conflict",
                        "unfenced",
                        "rung-extended",
                        "conflict-denied",
                        "conflict-withdrawn",
                        "conflict-resolved");
    }

    private static List<String> kinds(Level level) {
        return Arrays.stream(Transition.values())
                .map(Transition::recordKind)
                .filter(kind -> RecordLog.level(kind) == level)
                .distinct()
                .toList();
    }

    @Test
    void aLineHasTheFactsOfItsEntry() {
        RecordEntry entry = new RecordEntry(
                Instant.EPOCH, HOST, ASSIGNMENT, CONFLICT, "guest-killed", "manager", "SIGKILL: sent {}");
        assertThat(RecordLog.line(entry, new Names("sim-a", "web 1", "c950")))
                .isEqualTo("kind=guest-killed actor=\"manager\" host=sim-a guest=\"web 1\" group=c950 assignment="
                        + ASSIGNMENT + " conflict=" + CONFLICT + ": SIGKILL: sent {}");
    }

    @Test
    void anActorCannotForgeAFact() {
        RecordEntry entry = new RecordEntry(Instant.EPOCH, HOST, null, null, "claim-held", "a\" host=b \\", "text");
        assertThat(RecordLog.line(entry, new Names(null, null, null)))
                .isEqualTo("kind=claim-held actor=\"a\\\" host=b \\\\\" host=" + HOST + ": text");
    }

    @Test
    void theBlanksAroundTheNameOfAGuestAreVisible() {
        RecordEntry entry = new RecordEntry(Instant.EPOCH, HOST, null, null, "problem", "manager", "text\rkind=forged");
        assertThat(RecordLog.line(entry, new Names("sim-a", "\u00a0web\tkind=x ", null)))
                .isEqualTo(
                        "kind=problem actor=\"manager\" host=sim-a guest=\"\u00a0web\\\\u0009kind=x \": text\\u000dkind=forged");
    }
}
