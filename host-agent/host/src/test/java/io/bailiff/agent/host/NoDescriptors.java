// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Takes every free descriptor of this process, under a lower limit, until {@link #free}. */
final class NoDescriptors {

    private final List<Integer> taken = new ArrayList<>();
    private final int before = DescriptorLimit.ofThisProcess();

    NoDescriptors() throws Exception {
        limit(highest() + 10);
        try {
            while (true) {
                taken.add(Libc.open("/dev/null", Libc.READ_ONLY | Libc.CLOSE_ON_EXEC));
            }
        } catch (LastErrorException noneIsLeft) {
            if (!Errno.EMFILE.is(noneIsLeft.getErrorCode())) {
                throw noneIsLeft;
            }
        }
    }

    /** Returns the number below which this many descriptors are free now, wherever the descriptors in use lie. */
    static int numberAboveFree(int count) {
        List<Integer> free = new ArrayList<>();
        while (free.size() < count) {
            free.add(Libc.open("/dev/null", Libc.READ_ONLY | Libc.CLOSE_ON_EXEC));
        }
        free.forEach(Libc::close);
        return free.get(count - 1) + 1;
    }

    private static int highest() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .mapToInt(descriptor -> Integer.parseInt(String.valueOf(descriptor.getFileName())))
                    .max()
                    .orElseThrow();
        }
    }

    private static void limit(int soft) throws IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        Process prlimit = new ProcessBuilder("prlimit", "--pid=" + self, "--nofile=" + soft + ":")
                .inheritIO()
                .start();
        if (prlimit.waitFor() != 0) {
            throw new AssertionError("cannot set the limit of open files");
        }
    }

    void free() throws IOException, InterruptedException {
        taken.forEach(Libc::close);
        limit(before);
    }
}
