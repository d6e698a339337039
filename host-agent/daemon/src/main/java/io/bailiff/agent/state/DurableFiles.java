package io.bailiff.agent.state;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Replaces and removes files so that after a crash at any point the old content is there or the new one, whole; and so
 * that the new one is on disk when the call returns.
 */
public final class DurableFiles {

    /** How the file is called while it is being written. What a crash leaves under this name is never read. */
    public static final String UNFINISHED = ".tmp";

    private final StateFiles files;

    public DurableFiles(StateFiles files) {
        this.files = files;
    }

    public void replace(Path file, String text) throws IOException {
        Path directory = directoryOf(file);
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        files.createDirectories(directory);
        files.write(unfinished, text);
        files.sync(unfinished);
        files.rename(unfinished, file);
        files.sync(directory);
    }

    /** The same, but the new content is on disk some time later. Other processes see it at once. */
    public void replaceSoon(Path file, String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        files.createDirectories(directoryOf(file));
        files.write(unfinished, text);
        files.rename(unfinished, file);
    }

    public void rename(Path from, Path to) throws IOException {
        files.rename(from, to);
        files.sync(directoryOf(to));
    }

    public void remove(Path file) throws IOException {
        files.delete(file);
        files.sync(directoryOf(file));
    }

    private static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is not a file");
        }
        return parent;
    }
}
