// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A disk in memory; what an agent writes there outlives it. */
final class KillableState implements StateFiles {

    /** Is shown what is on the disk before it changes. */
    interface Watch {

        /** The file will have this content. */
        void written(String name, String text);

        void removed(String name);
    }

    private final TreeMap<Path, String> files = new TreeMap<>();
    private final Supplier<Life> life;
    private final Watch watch;

    KillableState(Supplier<Life> life, Watch watch) {
        this.life = life;
        this.watch = watch;
    }

    @Override
    public void createDirectories(Path directory) {}

    @Override
    public String read(Path file) throws IOException {
        String text = files.get(file);
        if (text == null) {
            throw new NoSuchFileException(file.toString());
        }
        return text;
    }

    @Override
    public List<Path> list(Path directory) {
        return files.keySet().stream()
                .filter(file -> directory.equals(file.getParent()))
                .toList();
    }

    @Override
    public void write(Path file, String text) {
        life.get().effect();
        files.put(file, text);
    }

    @Override
    public void append(Path file, String text) {
        life.get().effect();
        files.merge(file, text, String::concat);
    }

    @Override
    public void sync(Path fileOrDirectory) {}

    @Override
    public void rename(Path from, Path to) throws IOException {
        life.get().effect();
        String text = read(from);
        watch.removed(name(from));
        watch.written(name(to), text);
        files.put(to, text);
        files.remove(from);
    }

    @Override
    public void delete(Path file) {
        life.get().effect();
        watch.removed(name(file));
        files.remove(file);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
