// SPDX-License-Identifier: Apache-2.0
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

    /** Returns the path of the failed call, in the host's spelling. */
    public String path() {
        return path;
    }
}
