// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.UnknownAnswer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAnswersTest {

    @TempDir
    private Path state = Path.of("");

    private HostAnswers answers = new HostAnswers(state, new DiskFiles());

    @BeforeEach
    void open() {
        answers = new HostAnswers(state, new DiskFiles());
    }

    @Test
    void aStoredAnswerIsReadAgainWithItsFileAndAnotherAnswerToTheUnknownReplacesIt() throws Exception {
        answers.put(answer("aaa", "alice"));
        answers.put(answer("bbb", "alice"));
        answers.put(answer("aaa", "bob"));

        assertThat(answers.read().answers())
                .containsExactly(
                        stored(answer("bbb", "alice"), "answers.json"), stored(answer("aaa", "bob"), "answers.json"));
        assertThat(new HostAnswers(state, new DiskFiles()).read()).isEqualTo(answers.read());
    }

    @Test
    void theManagerReplacesItsOwnAnswersAndNoAnswerOfTheHost() throws Exception {
        answers.put(answer("aaa", "alice"));
        answers.replaceOfManager(List.of(answer("bbb", "carol"), answer("ccc", "carol")));
        answers.replaceOfManager(List.of(answer("ccc", "carol")));

        assertThat(answers.read().answers())
                .containsExactly(
                        stored(answer("aaa", "alice"), "answers.json"),
                        stored(answer("ccc", "carol"), "manager-answers.json"));
        assertThat(answers.remove("ccc")).isFalse();
        assertThat(answers.remove("aaa")).isTrue();
        assertThat(answers.read().answers()).hasSize(1);
    }

    @Test
    void aHostWithoutAnswersHasNoFile() throws Exception {
        answers.replaceOfManager(List.of());

        assertThat(answers.read()).isEqualTo(Answers.NONE);
        assertThat(answers.remove("aaa")).isFalse();
        assertThat(state).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{\"schema\":1",
                "{\"schema\":1}",
                "{\"schema\":1,\"answers\":[null]}",
                "{\"schema\":2,\"answers\":[]}",
                // The list of functions is lost, and the flag that allows the loss is missing.
                "{\"schema\":1,\"answers\":[{\"id\":\"a\",\"text\":\"t\",\"functions\":[],\"hardware\":\"h\",\"by\":\"b\",\"at\":\"2026-11-29T10:00:00Z\"}]}",
                "{\"schema\":1,\"answers\":[{\"id\":\"a\",\"text\":\"t\",\"noFunction\":true,\"hardware\":\"h\",\"by\":\"b\",\"at\":\"2026-11-29T10:00:00Z\"}]}"
            })
    void noAnswerCountsWhileAFileIsMalformedAndACommandDoesNotReplaceTheFile(String content) throws Exception {
        answers.replaceOfManager(List.of(answer("bbb", "carol")));
        Path file = Files.writeString(state.resolve("answers.json"), content);

        assertThat(answers.read().answers()).isEmpty();
        assertThat(answers.read().problems()).singleElement().asString().contains(file.toString());
        assertThatIOException().isThrownBy(() -> answers.put(answer("aaa", "alice")));
        assertThat(file).hasContent(content);
    }

    @Test
    void theManagerReplacesAMalformedFileOfItsOwn() throws Exception {
        Files.writeString(state.resolve("manager-answers.json"), "banana");

        answers.replaceOfManager(List.of(answer("bbb", "carol")));

        assertThat(answers.read().answers()).hasSize(1);
    }

    @Test
    void theFileOfSchema1IsRead() throws Exception {
        try (InputStream golden = HostAnswersTest.class.getResourceAsStream("/golden/answers/schema-1.json")) {
            Files.write(
                    state.resolve("answers.json"),
                    Objects.requireNonNull(golden).readAllBytes());
        }

        assertThat(answers.read().problems()).isEmpty();
        assertThat(answers.read().answers())
                .extracting(Answers.Answer::answer)
                .containsExactly(
                        new UnknownAnswer(
                                "3fa2b1c0d9e8",
                                "Cannot determine the disks of ZFS tank (mounted at /)",
                                List.of(PciAddress.parse("0000:01:00.0"), PciAddress.parse("0000:02:00.0")),
                                false,
                                "0123456789abcdef0123456789abcdef",
                                "alice",
                                Instant.parse("2026-11-29T10:00:00Z")),
                        new UnknownAnswer(
                                "00ff00ff00ff",
                                "The host has no route to 192.0.2.7 (mounted at /srv)",
                                List.of(),
                                true,
                                "e3b0c44298fc1c149afbf4c8996fb924",
                                "bob by the manager",
                                Instant.parse("2026-11-29T11:00:00.250Z")));
    }

    private Answers.Answer stored(UnknownAnswer answer, String file) {
        return new Answers.Answer(answer, state.resolve(file).toString());
    }

    private static UnknownAnswer answer(String id, String by) {
        return new UnknownAnswer(
                id,
                "text of " + id,
                List.of(PciAddress.parse("0000:01:00.0")),
                false,
                "hardware",
                by,
                Instant.parse("2026-11-29T10:00:00Z"));
    }
}
