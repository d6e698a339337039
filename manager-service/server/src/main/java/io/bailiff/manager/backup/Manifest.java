// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

import java.time.Instant;
import java.util.Map;

/**
 * The entry {@code backup.json} of a backup, the last entry: a backup without the entry is incomplete.
 *
 * @param format the version of the format of backups
 * @param manager the version of the manager, for people
 * @param madeAt the time of the backup
 * @param sha256 the checksum of each other entry, in hexadecimal digits
 */
record Manifest(int format, String manager, Instant madeAt, Map<String, String> sha256) {

    static final String ENTRY = "backup.json";
    static final int FORMAT = 1;

    Manifest {
        sha256 = Map.copyOf(sha256);
    }
}
