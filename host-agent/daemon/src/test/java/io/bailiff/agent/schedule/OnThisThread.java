package io.bailiff.agent.schedule;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A host's files without threads. An unbind that would wait for a guest breaks a rule before it gets here, so that no write
 * lasts.
 */
record OnThisThread(HostFiles files) implements HostFiles {

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        files.write(path, value);
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
    public void write(String path, String value) throws HostFileException {
        files.write(path, value);
    }

    @Override
    public void writeBytes(String path, int offset, byte[] bytes) throws HostFileException {
        files.writeBytes(path, offset, bytes);
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
