// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A value that survives restarts of the agent, stored as JSON in a file. Only the owner may read the file. */
public final class StateStore<T> {

    private final Path file;
    private final Class<T> type;
    private final StateFiles files;
    private final DurableFiles durable;
    private final boolean untilBoot;
    private final JsonMapper json = JsonMapper.shared();

    public StateStore(Path file, Class<T> type, StateFiles files) {
        this(file, type, files, false);
    }

    /**
     * Returns a store for a value that means nothing after a reboot. When a write returns, other processes can read the
     * complete value, but the value may not be on disk yet.
     */
    public static <T> StateStore<T> untilBoot(Path file, Class<T> type, StateFiles files) {
        return new StateStore<>(file, type, files, true);
    }

    private StateStore(Path file, Class<T> type, StateFiles files, boolean untilBoot) {
        this.untilBoot = untilBoot;
        this.file = file;
        this.type = type;
        this.files = files;
        this.durable = new DurableFiles(files);
    }

    /**
     * Returns the stored value; empty only if no value was stored.
     *
     * @throws IOException if the stored value cannot be read; for malformed JSON the message names the remedy
     */
    public Optional<T> read() throws IOException {
        try {
            T value = json.readValue(files.read(file), type);
            if (value == null) {
                throw malformed(null);
            }
            return Optional.of(value);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /**
     * Returns the stored value; empty only if no value was stored.
     *
     * @param schema the only schema that this version reads
     * @param schemaOf returns the schema of a value
     * @throws IOException also if the value has another schema
     */
    public Optional<T> read(int schema, ToIntFunction<T> schemaOf) throws IOException {
        Optional<T> value = read();
        if (value.isPresent() && schemaOf.applyAsInt(value.get()) != schema) {
            throw new IOException("The state file " + file + " has schema "
                    + schemaOf.applyAsInt(value.get()) + ", but this version reads schema " + schema
                    + ": install the version that wrote the file, or move the file to another directory.");
        }
        return value;
    }

    private IOException malformed(@Nullable JacksonException cause) {
        return new IOException(
                "The state file " + file + " is malformed: move the file to another directory, then start the agent.",
                cause);
    }

    public void write(T value) throws IOException {
        String text = json.writeValueAsString(value);
        if (untilBoot) {
            durable.replaceSoon(file, text);
        } else {
            durable.replace(file, text);
        }
    }

    /** Removes the stored value. Does nothing if no value was stored. */
    public void remove() throws IOException {
        try {
            durable.remove(file);
        } catch (NoSuchFileException e) {
            // The directory is missing, so no value was stored.
        }
    }
}
