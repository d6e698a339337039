package io.bailiff.agent.state;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One thing that the agent must not forget over a restart, as JSON in a file that only its owner may read. */
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
     * For what means nothing after another boot: a write need not be on disk when it returns, only whole and readable for
     * another process.
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
     * What was kept; empty only if nothing was.
     *
     * @throws IOException if there is something that cannot be read; the message says what to do
     */
    public Optional<T> read() throws IOException {
        try {
            return Optional.of(json.readValue(files.read(file), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw new IOException(file + " makes no sense. Move it away and start the agent again.", e);
        }
    }

    public void write(T value) throws IOException {
        String text = json.writeValueAsString(value);
        if (untilBoot) {
            durable.replaceSoon(file, text);
        } else {
            durable.replace(file, text);
        }
    }

    /** Forgets it. Nothing happens if nothing was kept. */
    public void remove() throws IOException {
        try {
            durable.remove(file);
        } catch (NoSuchFileException e) {
            // Nothing was kept.
        }
    }
}
