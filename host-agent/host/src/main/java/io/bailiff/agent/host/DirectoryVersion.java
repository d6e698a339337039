// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.util.Arrays;

/**
 * The version of a directory's entries. Two equal versions of a directory in sysfs prove that no entry was added, removed or replaced by
 * another entry of the same name in between.
 */
public final class DirectoryVersion {

    private final byte[] entries;

    private DirectoryVersion(byte[] entries) {
        this.entries = entries;
    }

    /** @param entries the names and the identities of all entries, in any format */
    public static DirectoryVersion of(byte[] entries) {
        return new DirectoryVersion(entries.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DirectoryVersion version && Arrays.equals(entries, version.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    @Override
    public String toString() {
        return entries.length + " bytes, hash " + Integer.toHexString(hashCode());
    }
}
