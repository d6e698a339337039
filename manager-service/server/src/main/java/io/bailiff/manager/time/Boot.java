package io.bailiff.manager.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The machine's current boot, and how long it has lasted. {@code /proc/uptime} goes on whatever is done to the clock (proc(5)).
 *
 * @param id of the boot
 * @param uptime how long it has lasted, to a hundredth of a second
 */
record Boot(String id, Duration uptime) {

    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path UPTIME = Path.of("/proc/uptime");

    private static final int MILLIS = 1000;

    /** Empty where the kernel does not tell, which is only so on another system than Linux. */
    static Optional<Boot> now() throws IOException {
        if (!Files.exists(ID) || !Files.exists(UPTIME)) {
            return Optional.empty();
        }
        String seconds = Files.readString(UPTIME).split(" ", 2)[0];
        return Optional.of(new Boot(
                Files.readString(ID).strip(), Duration.ofMillis(Math.round(Double.parseDouble(seconds) * MILLIS))));
    }
}
