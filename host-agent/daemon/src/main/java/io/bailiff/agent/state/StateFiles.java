package io.bailiff.agent.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file operations that the agent's own state is made of, each one small enough that a crash falls between two of them.
 * {@link DurableFiles} puts them together.
 */
public interface StateFiles {

    void createDirectories(Path directory) throws IOException;

    /**
     * The whole file as UTF-8.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there; any other failure means that it could not be read
     */
    String read(Path file) throws IOException;

    /** The files in a directory, sorted by name; none if there is no such directory. */
    List<Path> list(Path directory) throws IOException;

    /** Creates or replaces a file that only its owner may read. Not on disk before {@link #sync}. */
    void write(Path file, String text) throws IOException;

    /** Waits until the file's content, or a directory's entries, are on disk. */
    void sync(Path fileOrDirectory) throws IOException;

    /** Moves a file over another in one step. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file; one that is not there is deleted already. */
    void delete(Path file) throws IOException;
}
