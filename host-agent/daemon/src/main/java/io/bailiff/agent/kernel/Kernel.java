// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.kernel;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;

/** Reads the release, the boot id and the host name of the running kernel. */
public final class Kernel {

    private static final String PROC = "/proc/sys/kernel/";

    private final HostFiles files;

    public Kernel(HostFiles files) {
        this.files = files;
    }

    /** Returns the release as in {@code uname -r}. The directory of the kernel's modules has the same name. */
    public String release() throws HostFileException {
        return files.read(PROC + "osrelease");
    }

    /** Returns the id of the current boot. A new id means a new boot: no override, binding or group number outlives a boot. */
    public String bootId() throws HostFileException {
        return files.read(PROC + "random/boot_id");
    }

    /** Returns the name of the host as in {@code uname -n}. The name need not resolve to an address. */
    public String hostName() throws HostFileException {
        return files.read(PROC + "hostname");
    }
}
