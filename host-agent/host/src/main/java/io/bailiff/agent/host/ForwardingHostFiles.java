// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Forwards every call to another {@link HostFiles}. A subclass overrides the calls to be changed. */
public abstract class ForwardingHostFiles implements HostFiles {

    /** The target of every call. */
    protected final HostFiles files;

    protected ForwardingHostFiles(HostFiles files) {
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
    public void write(String path, String value) throws HostFileException {
        files.write(path, value);
    }

    @Override
    public void writeBytes(String path, int offset, byte[] bytes) throws HostFileException {
        files.writeBytes(path, offset, bytes);
    }

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        files.writeDetached(path, value, timeout);
    }

    @Override
    public List<String> list(String directory) throws HostFileException {
        return files.list(directory);
    }

    @Override
    public Optional<DirectoryVersion> version(String directory) {
        return files.version(directory);
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

    @Override
    public Optional<DeviceNumber> deviceNumber(String path) throws HostFileException {
        return files.deviceNumber(path);
    }

    @Override
    public LinkSettings links() {
        return files.links();
    }

    @Override
    public Optional<NetworkTables> networkTables() throws HostFileException {
        return files.networkTables();
    }
}
