// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import io.bailiff.agent.api.UnknownAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A state file with answers to unknowns. */
final class AnswerFile {

    static final int SCHEMA = 1;

    /**
     * The content of the file.
     *
     * @param schema the version of the format
     * @param answers the answers, at most one per unknown
     */
    record Stored(int schema, List<UnknownAnswer> answers) {
        Stored {
            answers = List.copyOf(answers);
        }
    }

    private final Path path;
    private final StateStore<Stored> store;

    AnswerFile(Path path, StateFiles files) {
        this.path = path;
        this.store = new StateStore<>(path, Stored.class, files);
    }

    Path path() {
        return path;
    }

    /**
     * Returns the stored answers; empty if the file does not exist.
     *
     * @throws IOException if the file cannot be read, is malformed, or has another schema
     */
    List<UnknownAnswer> read() throws IOException {
        return store.read(SCHEMA, Stored::schema).map(Stored::answers).orElse(List.of());
    }

    void write(List<UnknownAnswer> answers) throws IOException {
        store.write(new Stored(SCHEMA, answers));
    }
}
