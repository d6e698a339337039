// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostFileException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The files of a simulated host as used by a process: every read and every write opens the file first. The open may be held
 * ({@link SimInterceptor}), and then blocks the calling thread. If the process is killed in the meantime, the call fails.
 */
final class SimProcessFiles extends ForwardingHostFiles {

    private final SimCalls calls;

    SimProcessFiles(SimFiles files, SimCalls calls) {
        super(files);
        this.calls = calls;
    }

    @Override
    public String read(String path) throws HostFileException {
        return new String(content(path), StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public byte[] readBytes(String path, int max) throws HostFileException {
        byte[] content = content(path);
        return Arrays.copyOf(content, Math.min(max, content.length));
    }

    @Override
    public boolean anyLine(String path, Predicate<String> wanted) throws HostFileException {
        return read(path).lines().anyMatch(wanted);
    }

    @Override
    public void write(String path, String value) throws HostFileException {
        SimFiles.failingAs(path, () -> {
            calls.write(calls.openToWrite(path), value);
            return true;
        });
    }

    @Override
    public void writeBytes(String path, int offset, byte[] bytes) throws HostFileException {
        SimFiles.failingAs(path, () -> {
            calls.openToWriteBytes(path).attribute().byteWriter().write(offset, bytes);
            return true;
        });
    }

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        DetachedCall.write(this, path, value, timeout);
    }

    private byte[] content(String path) throws HostFileException {
        return SimFiles.failingAs(
                path, () -> calls.openToRead(path).attribute().reader().read());
    }
}
