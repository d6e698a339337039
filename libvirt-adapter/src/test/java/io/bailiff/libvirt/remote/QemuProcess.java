package io.bailiff.libvirt.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The QEMU of a guest, found by the UUID on its command line. */
final class QemuProcess {

    private QemuProcess() {}

    static ProcessHandle of(UUID guest) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains("-uuid\0" + guest))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No QEMU runs for " + guest));
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (java.nio.file.NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
