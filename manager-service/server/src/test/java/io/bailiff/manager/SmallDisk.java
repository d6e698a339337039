// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system of its own (tmpfs), which a test can fill. Root is needed for the mount. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts a file system on the folder. Without the permission to mount, the test is reported as skipped, with the reason. */
    static SmallDisk mount(Path folder, int megabytes) throws IOException {
        int status = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "bailiff-test", folder.toString());
        assumeTrue(status == 0, "A full disk needs the permission to mount a tmpfs, and mount has failed");
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    /** Writes until nothing more fits. */
    void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream filler = Files.newOutputStream(folder.resolve("filler"))) {
            while (true) {
                filler.write(block);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw full;
            }
        }
    }

    void free() throws IOException {
        Files.delete(folder.resolve("filler"));
    }

    @Override
    public void close() throws IOException {
        if (run("umount", folder.toString()) != 0) {
            throw new IOException(folder + " cannot be unmounted");
        }
    }

    private static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
