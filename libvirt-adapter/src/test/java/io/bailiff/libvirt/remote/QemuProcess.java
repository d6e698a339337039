// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** The QEMU of a guest, found by the UUID on its command line. */
final class QemuProcess {

    private QemuProcess() {}

    static ProcessHandle of(UUID guest) {
        return find(guest).orElseThrow(() -> new AssertionError("No QEMU runs for " + guest));
    }

    static Optional<ProcessHandle> find(UUID guest) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains("-uuid\0" + guest))
                .findFirst();
    }

    /** Its processors and its monitor answer nobody any more. */
    static void stop(UUID guest) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-STOP", String.valueOf(of(guest).pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -STOP ended with " + kill.exitValue());
        }
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException e) {
            // It has ended since it was listed.
            return "";
        }
    }
}
