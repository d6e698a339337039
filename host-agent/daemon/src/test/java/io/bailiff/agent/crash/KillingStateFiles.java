// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The agent's state, every change of which is an effect. */
final class KillingStateFiles implements StateFiles {

    private final StateFiles files;
    private final Effects effects;

    KillingStateFiles(StateFiles files, Effects effects) {
        this.files = files;
        this.effects = effects;
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            effects.happen("create " + name(directory), () -> files.createDirectories(directory));
        }
    }

    @Override
    public void write(Path file, String text) throws IOException {
        effects.happen("write " + name(file), () -> files.write(file, text));
    }

    @Override
    public void append(Path file, String text) throws IOException {
        effects.happen("append to " + name(file), () -> files.append(file, text));
    }

    @Override
    public void sync(Path fileOrDirectory) throws IOException {
        effects.happen("sync " + name(fileOrDirectory), () -> files.sync(fileOrDirectory));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        effects.happen("rename " + name(from) + " to " + name(to), () -> files.rename(from, to));
    }

    @Override
    public void delete(Path file) throws IOException {
        effects.happen("delete " + name(file), () -> files.delete(file));
    }

    @Override
    public String read(Path file) throws IOException {
        return files.read(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return files.list(directory);
    }

    /** Without the directory, which is another one in every test. */
    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
