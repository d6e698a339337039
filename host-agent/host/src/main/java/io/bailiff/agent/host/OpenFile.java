package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;

/** One open file. Failures name the path that the host was asked for, not where this machine keeps it. */
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

    /** No O_CREAT and no O_TRUNC: a file that is not there must stay an error. */
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

    /** Reads up to the buffer's length; 0 at the end of the file. */
    int read(byte[] buffer) throws HostFileException {
        try {
            return (int) Libc.read(file, buffer, buffer.length);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
    }

    /** Writes all of it in one call: sysfs takes every call for a value of its own. */
    void write(byte[] value) throws HostFileException {
        long written;
        try {
            written = Libc.write(file, value, value.length);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
        requireAll(written, value);
    }

    /** Writes all of it in one call, at a place. */
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
