// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;

/** An open file. Exceptions name the host's path of the file, not the location on the current machine. */
final class OpenFile implements AutoCloseable {

    private final int file;
    private final String path;

    private OpenFile(int file, String path) {
        this.file = file;
        this.path = path;
    }

    static OpenFile forReading(String place, String path) throws HostFileException {
        return open(place, path, Libc.READ_ONLY);
    }

    /** Opens a file for writing, without O_CREAT and O_TRUNC: a missing file must stay an error. */
    static OpenFile forWriting(String place, String path) throws HostFileException {
        return open(place, path, Libc.WRITE_ONLY);
    }

    private static OpenFile open(String place, String path, int flags) throws HostFileException {
        try {
            return new OpenFile(Libc.open(place, flags | Libc.CLOSE_ON_EXEC), path);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
    }

    /** Reads up to the buffer's length; returns 0 at the end of the file. */
    int read(byte[] buffer) throws HostFileException {
        try {
            return (int) Libc.read(file, buffer, buffer.length);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
    }

    /** Writes the whole value in one call: sysfs treats every call as a separate value. */
    void write(byte[] value) throws HostFileException {
        long written;
        try {
            written = Libc.write(file, value, value.length);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
        requireAll(written, value);
    }

    /** Writes all bytes in one call, at an offset. */
    void write(int offset, byte[] bytes) throws HostFileException {
        long written;
        try {
            written = Libc.pwrite(file, bytes, bytes.length, offset);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
        requireAll(written, bytes);
    }

    private void requireAll(long written, byte[] wanted) throws HostFileException {
        if (written != wanted.length) {
            throw new HostFileException(
                    HostError.OTHER, path, "the kernel took " + written + " of " + wanted.length + " bytes");
        }
    }

    @Override
    public void close() throws HostFileException {
        try {
            Libc.close(file);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
    }
}
