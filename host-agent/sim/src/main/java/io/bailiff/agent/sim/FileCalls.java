// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostFileException;
import java.time.Duration;
import java.util.Base64;

/** Carries out the call of a {@link FileRequest}. */
final class FileCalls {

    private static final long DEFAULT_TIMEOUT_MILLIS = 10_000;

    private FileCalls() {}

    static FileReply answer(SimFiles files, FileRequest request) {
        try {
            return call(files, request);
        } catch (HostFileException failure) {
            return FileReply.failed(failure);
        }
    }

    private static FileReply call(SimFiles files, FileRequest request) throws HostFileException {
        String path = request.path();
        return switch (request.op()) {
            case READ -> FileReply.text(files.read(path));
            case READ_BYTES -> FileReply.bytes(files.readBytes(path, orElse(request.max(), Integer.MAX_VALUE)));
            case LIST -> FileReply.names(files.list(path));
            case LINK -> FileReply.path(files.readLink(path));
            case REAL -> FileReply.path(files.realPath(path));
            case EXISTS -> FileReply.found(files.exists(path));
            case WRITE -> {
                files.write(path, value(request));
                yield FileReply.done();
            }
            case WRITE_BYTES -> {
                files.writeBytes(
                        path, orElse(request.offset(), 0), Base64.getDecoder().decode(value(request)));
                yield FileReply.done();
            }
            case WRITE_DETACHED -> {
                long millis = orElse(request.timeoutMillis(), DEFAULT_TIMEOUT_MILLIS);
                files.writeDetached(path, value(request), Duration.ofMillis(millis));
                yield FileReply.done();
            }
            case LOAD -> {
                files.load(path);
                yield FileReply.done();
            }
        };
    }

    private static String value(FileRequest request) {
        String value = request.value();
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("\"value\" is missing or empty; a line feed clears a file");
        }
        return value;
    }

    private static <T> T orElse(@org.jspecify.annotations.Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
