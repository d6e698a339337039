// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file operations for the agent's own state. Each operation is so small that a crash falls between two operations.
 * {@link DurableFiles} combines the operations.
 */
public interface StateFiles {

    void createDirectories(Path directory) throws IOException;

    /**
     * Returns the content of the whole file as UTF-8.
     *
     * @throws java.nio.file.NoSuchFileException if the file does not exist; any other failure means that the file could
     *     not be read
     */
    String read(Path file) throws IOException;

    /** Returns the files in a directory, sorted by name; empty if there is no such directory. */
    List<Path> list(Path directory) throws IOException;

    /**
     * Returns the stamp of a directory; empty if there is no such directory, or if the files are in no file system with times.
     *
     * @throws IOException if the directory cannot be read
     */
    default Optional<DirectoryStamp> stamp(Path directory) throws IOException {
        return Optional.empty();
    }

    /** Creates or replaces a file. Only the owner may read the file. The content is not on disk before {@link #sync}. */
    void write(Path file, String text) throws IOException;

    /**
     * Adds text to the end of a file, and creates the file if missing. Only the owner may read the file. After a failure or a kill the file
     * may have a part of the text.
     */
    void append(Path file, String text) throws IOException;

    /** Waits until the content of the file, or the entries of the directory, are on disk. */
    void sync(Path fileOrDirectory) throws IOException;

    /** Moves a file over another file in one step. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file. Does nothing if the file does not exist. */
    void delete(Path file) throws IOException;
}
