// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.util.List;

/** Reads of directories that only some hosts have: a kernel without a feature, or a host without a package, lacks the directory. */
public final class HostDirectories {

    private HostDirectories() {}

    /**
     * Returns the names in a directory, sorted; empty if the directory does not exist.
     *
     * @throws HostFileException if the directory exists and cannot be listed
     */
    public static List<String> listIfPresent(HostFiles files, String directory) throws HostFileException {
        try {
            return files.list(directory);
        } catch (HostFileException failure) {
            if (failure.error() == HostError.NO_ENTRY) {
                return List.of();
            }
            throw failure;
        }
    }
}
