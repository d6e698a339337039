package io.bailiff.agent.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads like the files behind it; what happens around a write, of either kind, is up to whoever extends it. */
public abstract class WatchedHostFiles implements HostFiles {

    protected final HostFiles files;

    protected WatchedHostFiles(HostFiles files) {
        this.files = files;
    }

    /** The write itself. */
    public interface Write {
        void run() throws HostFileException;
    }

    /** Runs the write, and does what is to be done before or after it. */
    protected abstract void around(String path, String value, Write write) throws HostFileException;

    @Override
    public final void write(String path, String value) throws HostFileException {
        around(path, value, () -> files.write(path, value));
    }

    @Override
    public final void writeBytes(String path, int offset, byte[] bytes) throws HostFileException {
        around(path, bytes.length + " bytes", () -> files.writeBytes(path, offset, bytes));
    }

    @Override
    public final void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        around(path, value, () -> files.writeDetached(path, value, timeout));
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
