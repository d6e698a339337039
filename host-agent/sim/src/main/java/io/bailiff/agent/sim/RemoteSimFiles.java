// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The files of a simulated host in another process, served by {@link SimServer}. Without an answer of the server every call
 * fails with {@link HostError#OTHER}; a write may still have happened. Safe for any number of threads.
 */
public final class RemoteSimFiles implements HostFiles, ModuleLoader {

    /** Carries a request to the simulated host and returns the reply. */
    interface Transport {
        byte[] exchange(byte[] request) throws IOException, InterruptedException;
    }

    private final Transport transport;

    /** @param host the host's address at the server: {@code http://127.0.0.1:7990/hosts/sim-a} */
    public RemoteSimFiles(URI host) {
        this(new HttpTransport(URI.create(host.toString().replaceFirst("/+$", "") + "/files")));
    }

    RemoteSimFiles(Transport transport) {
        this.transport = transport;
    }

    @Override
    public String read(String path) throws HostFileException {
        return required(call(FileRequest.of(FileRequest.Operation.READ, path)).text(), path);
    }

    @Override
    public byte[] readBytes(String path, int max) throws HostFileException {
        FileRequest request = new FileRequest(FileRequest.Operation.READ_BYTES, path, null, null, max, null);
        return Base64.getDecoder().decode(required(call(request).text(), path));
    }

    @Override
    public void write(String path, String value) throws HostFileException {
        call(new FileRequest(FileRequest.Operation.WRITE, path, notEmpty(value), null, null, null));
    }

    @Override
    public void writeBytes(String path, int offset, byte[] bytes) throws HostFileException {
        String value = Base64.getEncoder().encodeToString(bytes);
        call(new FileRequest(FileRequest.Operation.WRITE_BYTES, path, notEmpty(value), null, null, offset));
    }

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        long millis = timeout.toMillis();
        call(new FileRequest(FileRequest.Operation.WRITE_DETACHED, path, notEmpty(value), millis, null, null));
    }

    @Override
    public List<String> list(String directory) throws HostFileException {
        return required(
                call(FileRequest.of(FileRequest.Operation.LIST, directory)).names(), directory);
    }

    @Override
    public Optional<String> readLink(String path) throws HostFileException {
        return Optional.ofNullable(
                call(FileRequest.of(FileRequest.Operation.LINK, path)).text());
    }

    @Override
    public Optional<String> realPath(String path) throws HostFileException {
        return Optional.ofNullable(
                call(FileRequest.of(FileRequest.Operation.REAL, path)).text());
    }

    @Override
    public boolean exists(String path) throws HostFileException {
        return required(call(FileRequest.of(FileRequest.Operation.EXISTS, path)).found(), path);
    }

    @Override
    public void load(String module) throws HostFileException {
        call(FileRequest.of(FileRequest.Operation.LOAD, module));
    }

    private FileReply call(FileRequest request) throws HostFileException {
        FileReply reply = parse(request.path(), send(request));
        HostError error = reply.error();
        if (error != null) {
            String message = String.valueOf(reply.message());
            String prefix = request.path() + ": ";
            throw new HostFileException(
                    error, request.path(), message.startsWith(prefix) ? message.substring(prefix.length()) : message);
        }
        return reply;
    }

    private byte[] send(FileRequest request) throws HostFileException {
        try {
            return transport.exchange(HttpCall.JSON.writeValueAsBytes(request));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HostFileException(
                    HostError.OTHER, request.path(), "interrupted during the call to the simulated host");
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, request.path(), "the simulation " + transport + " does not answer: " + failure);
        }
    }

    private static FileReply parse(String path, byte[] reply) throws HostFileException {
        try {
            return HttpCall.JSON.readValue(reply, FileReply.class);
        } catch (JacksonException malformed) {
            throw new HostFileException(HostError.OTHER, path, "the simulation's answer is malformed: " + malformed);
        }
    }

    private static <T> T required(@Nullable T value, String path) throws HostFileException {
        if (value == null) {
            throw new HostFileException(HostError.OTHER, path, "the simulation's answer has no value");
        }
        return value;
    }

    private static String notEmpty(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("An empty write has no effect; write a line feed to clear a value");
        }
        return value;
    }
}
