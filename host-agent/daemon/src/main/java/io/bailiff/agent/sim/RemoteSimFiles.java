package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The files of a simulated host in another process, served by {@link SimServer}. If that does not answer, every call fails
 * with {@link HostError#OTHER}: what was to be written may have been. Safe for any number of threads.
 */
public final class RemoteSimFiles implements HostFiles, ModuleLoader {

    private final URI files;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param host the host's address at its server: {@code http://127.0.0.1:7990/hosts/sim-a} */
    public RemoteSimFiles(URI host) {
        this.files = URI.create(host.toString().replaceFirst("/+$", "") + "/files");
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

    private HttpResponse<byte[]> send(FileRequest request) throws HostFileException {
        HttpRequest post = HttpRequest.newBuilder(files)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(HttpCall.JSON.writeValueAsBytes(request)))
                .build();
        try {
            return client.send(post, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HostFileException(
                    HostError.OTHER, request.path(), "interrupted while the simulated host was at it");
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, request.path(), "the simulation at " + files + " does not answer: " + failure);
        }
    }

    private FileReply parse(String path, HttpResponse<byte[]> response) throws HostFileException {
        if (response.statusCode() != 200) {
            throw new HostFileException(
                    HostError.OTHER, path, "the simulation at " + files + " answers " + response.statusCode());
        }
        try {
            return HttpCall.JSON.readValue(response.body(), FileReply.class);
        } catch (JacksonException malformed) {
            throw new HostFileException(HostError.OTHER, path, "the simulation's answer makes no sense: " + malformed);
        }
    }

    private static <T> T required(@Nullable T value, String path) throws HostFileException {
        if (value == null) {
            throw new HostFileException(HostError.OTHER, path, "the simulation's answer lacks what was asked for");
        }
        return value;
    }

    private static String notEmpty(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A write of nothing does nothing; write a line feed to clear a value");
        }
        return value;
    }
}
