package io.bailiff.agent.host;

import java.io.IOException;

/** A file of the host could not be read, listed or written. */
public final class HostFileException extends IOException {

    private final HostError error;
    private final String path;

    public HostFileException(HostError error, String path, String detail) {
        super(path + ": " + detail);
        this.error = error;
        this.path = path;
    }

    public HostError error() {
        return error;
    }

    /** The path that the host was asked for. */
    public String path() {
        return path;
    }
}
