// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.kernel;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Optional;

/**
 * The lockdown of the kernel, which comes with Secure Boot. A kernel in lockdown refuses writes to the configuration space, also by root
 * (security/lockdown, LOCKDOWN_PCI_ACCESS): a fence cannot clear bus mastering.
 */
public final class Lockdown {

    private static final String FILE = "/sys/kernel/security/lockdown";

    private Lockdown() {}

    /** Returns the mode, as {@code none [integrity] confidentiality}; empty if the kernel is not in lockdown or has no such file. */
    public static Optional<String> mode(HostFiles files) throws HostFileException {
        Optional<String> mode = files.exists(FILE) ? Optional.of(files.read(FILE)) : Optional.empty();
        return mode.filter(text -> !text.contains("[none]"));
    }
}
