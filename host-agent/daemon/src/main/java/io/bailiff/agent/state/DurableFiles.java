// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Replaces, renames and removes files durably. After a crash at any point the file has either the old content or the
 * new content, complete. When a call returns, the new content is on disk, except after {@link #replaceSoon}.
 */
public final class DurableFiles {

    /** The suffix of the file name during a write. A leftover file with the suffix after a crash is never read. */
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

    /**
     * Replaces a file without waiting for the disk. Other processes see the new content at once. The new content
     * reaches the disk some time later.
     */
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
            throw new IllegalArgumentException(file + " has no parent directory");
        }
        return parent;
    }
}
