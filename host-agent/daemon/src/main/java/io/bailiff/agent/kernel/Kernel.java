package io.bailiff.agent.kernel;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;

/** Which kernel runs, and which of its boots this is. */
public final class Kernel {

    private static final String PROC = "/proc/sys/kernel/";

    private final HostFiles files;

    public Kernel(HostFiles files) {
        this.files = files;
    }

    /** {@code uname -r}, after which its modules' directory is named. */
    public String release() throws HostFileException {
        return files.read(PROC + "osrelease");
    }

    /** Another id means another boot: no override, no binding and no group number outlives one. */
    public String bootId() throws HostFileException {
        return files.read(PROC + "random/boot_id");
    }
}
