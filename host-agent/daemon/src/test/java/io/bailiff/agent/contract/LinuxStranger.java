// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import io.bailiff.agent.host.fuse.OtherNamespace;
import io.bailiff.agent.sim.ContractHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real process that opens a file. */
record LinuxStranger(Process process) implements ContractHost.Stranger {

    private static final String WRITE = "trap : INT; echo \"$1\" > \"$2\"";

    private static final String READ = "trap : INT; read -r line < \"$1\"";

    static LinuxStranger writer(String path, String value) throws IOException {
        return bash(WRITE, value, path);
    }

    static LinuxStranger reader(String path) throws IOException {
        return bash(READ, path);
    }

    /** Starts a reader in a mount namespace of its own. */
    static LinuxStranger readerInReadOnlySysfs(String path) throws IOException {
        List<String> words = new ArrayList<>(List.of("unshare", "--mount"));
        words.addAll(words("mount -o remount,bind,ro /sys && " + READ, path));
        return new LinuxStranger(new ProcessBuilder(words).start());
    }

    private static LinuxStranger bash(String script, String... arguments) throws IOException {
        return new LinuxStranger(new ProcessBuilder(words(script, arguments)).start());
    }

    /** Starts a writer in another mount namespace. */
    static LinuxStranger writerIn(OtherNamespace namespace, String path, String value) throws IOException {
        String[] words = words(WRITE, value, path).toArray(String[]::new);
        return new LinuxStranger(new ProcessBuilder(namespace.command(words)).start());
    }

    private static List<String> words(String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("bash", "-c", script, "bash"));
        words.addAll(List.of(arguments));
        return words;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean ended() {
        return !process.isAlive();
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(pid())).start().waitFor();
    }

    @Override
    public String failure() throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Process " + pid() + " does not end");
        }
        String words = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.exitValue() == 0 ? "" : "exit status " + process.exitValue() + ": " + words;
    }
}
