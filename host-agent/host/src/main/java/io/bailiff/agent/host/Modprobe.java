// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads modules with the host's own modprobe(8), so the host's {@code /etc/modprobe.d} applies. */
public final class Modprobe implements ModuleLoader {

    private final Path root;

    /** @param root the directory above the host's {@code /lib/modules} on the current machine */
    public Modprobe(Path root) {
        this.root = root;
    }

    @Override
    public void load(String module) throws HostFileException {
        ProcessBuilder builder = new ProcessBuilder(
                List.of("modprobe", "-d", root.toAbsolutePath().toString(), "--", module));
        builder.environment().putAll(Map.of("LC_ALL", "C", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw failure(module, words);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new HostFileException(HostError.OTHER, module, "the agent is stopping and did not wait for modprobe");
        } catch (HostFileException failure) {
            throw failure;
        } catch (IOException failure) {
            throw new HostFileException(HostError.OTHER, module, "cannot run modprobe: " + failure.getMessage());
        }
    }

    private static HostFileException failure(String module, String words) {
        boolean unknown = words.contains("not found in directory");
        return new HostFileException(
                unknown ? HostError.NO_ENTRY : HostError.OTHER, module, words.isEmpty() ? "modprobe failed" : words);
    }
}
