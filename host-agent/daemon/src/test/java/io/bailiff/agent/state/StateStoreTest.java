// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreTest {

    record Stored(String name) {}

    @TempDir
    private Path state;

    @Test
    void aMalformedFileIsAnErrorWithTheFileAndTheRemedyAndIsNotReplaced() throws Exception {
        Path file = Files.writeString(state.resolve("revision.json"), "{\"name\":");
        StateStore<Stored> store = new StateStore<>(file, Stored.class, new DiskFiles());

        assertThatIOException()
                .isThrownBy(store::read)
                .withMessage("The state file " + file
                        + " is malformed: move the file to another directory, then start the agent.");
        assertThat(file).hasContent("{\"name\":");
    }

    @Test
    void aMissingFileIsNoValue() throws Exception {
        assertThat(new StateStore<>(state.resolve("revision.json"), Stored.class, new DiskFiles()).read())
                .isEmpty();
    }
}
