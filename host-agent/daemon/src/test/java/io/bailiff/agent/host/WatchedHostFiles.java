package io.bailiff.agent.host;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads like the files behind it; what happens around a write is up to whoever extends it. */
public abstract class WatchedHostFiles implements HostFiles {

    protected final HostFiles files;

    protected WatchedHostFiles(HostFiles files) {
        this.files = files;
    }

    @Override
    public String read(String path) throws HostFileException {
        return files.read(path);
    }

    @Override
    public byte[] readBytes(String path, int max) throws HostFileException {
        return files.readBytes(path, max);
    }

    @Override
    public boolean anyLine(String path, Predicate<String> wanted) throws HostFileException {
        return files.anyLine(path, wanted);
    }

    @Override
    public List<String> list(String directory) throws HostFileException {
        return files.list(directory);
    }

    @Override
    public Optional<String> readLink(String path) throws HostFileException {
        return files.readLink(path);
    }

    @Override
    public Optional<String> realPath(String path) throws HostFileException {
        return files.realPath(path);
    }

    @Override
    public boolean exists(String path) throws HostFileException {
        return files.exists(path);
    }
}
