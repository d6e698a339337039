package io.bailiff.agent.schedule;

import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A disk in memory; what an agent writes there outlives it. */
final class MortalState implements StateFiles {

    private final TreeMap<Path, String> files = new TreeMap<>();
    private final Supplier<Life> life;

    MortalState(Supplier<Life> life) {
        this.life = life;
    }

    /** Whether there is a file with this in its name. */
    boolean has(String name) {
        return files.keySet().stream().anyMatch(path -> path.toString().contains(name));
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
    public void sync(Path fileOrDirectory) {}

    @Override
    public void rename(Path from, Path to) throws IOException {
        life.get().effect();
        files.put(to, read(from));
        files.remove(from);
    }

    @Override
    public void delete(Path file) {
        life.get().effect();
        files.remove(file);
    }
}
