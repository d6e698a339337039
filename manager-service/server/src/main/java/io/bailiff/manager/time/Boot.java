// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The machine's current boot and its duration. Setting the clock does not change {@code /proc/uptime} (proc(5)).
 *
 * @param id the id of the boot
 * @param uptime the time since the boot, to a hundredth of a second
 */
record Boot(String id, Duration uptime) {

    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path UPTIME = Path.of("/proc/uptime");

    private static final int MILLIS = 1000;

    /** Returns the current boot, or empty if the kernel has no such files. Only another system than Linux lacks the files. */
    static Optional<Boot> now() throws IOException {
        if (!Files.exists(ID) || !Files.exists(UPTIME)) {
            return Optional.empty();
        }
        String seconds = Files.readString(UPTIME).split(" ", 2)[0];
        return Optional.of(new Boot(
                Files.readString(ID).strip(), Duration.ofMillis(Math.round(Double.parseDouble(seconds) * MILLIS))));
    }
}
