// SPDX-License-Identifier: Apache-2.0
package io.bailiff.bench;

import io.bailiff.agent.critical.LiveNeeds;
import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.guard.GuardPolicy;
import io.bailiff.agent.host.FanotifyInterceptor;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.NetlinkUevents;
import io.bailiff.agent.host.fuse.FuseWriteInterceptor;
import io.bailiff.agent.link.AgentConfig;
import io.bailiff.agent.link.AgentConfig.Intervals;
import io.bailiff.agent.link.AgentDaemon;
import io.bailiff.agent.link.DaemonSocket;
import io.bailiff.agent.state.DiskFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent on a host whose {@code /sys} is a copy ({@link LentHost}), without a manager. Must run in a mount namespace other than the
 * namespace of process 1: process 1 and its children see the covers of the control files, and the agent sees the files below.
 *
 * <p>Reads commands from standard input, one per line, and answers each with {@code done}: {@code on} starts an agent, {@code survey} starts
 * an agent that surveys the host without a pause, {@code off} stops the agent. Claims are printed to standard error.
 *
 * <p>Usage: {@code GuardBench WORK_DIRECTORY}. The directory {@code state} in the work directory has the journals.
 */
public final class GuardBench {

    private static final Duration NO_PAUSE = Duration.ofMillis(1);

    private final Path work;
    private @Nullable AgentDaemon agent;

    private GuardBench(Path work) {
        this.work = work;
    }

    public static void main(String[] arguments) throws IOException {
        requireOwnNamespace();
        GuardBench bench = new GuardBench(Path.of(arguments[0]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            bench.carryOut(command);
            System.out.println("done");
        }
        bench.stop();
    }

    /** The agent would otherwise guard the machine of the measurement. */
    private static void requireOwnNamespace() throws IOException {
        Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
        if (own.equals(Files.readSymbolicLink(Path.of("/proc/1/ns/mnt")))) {
            throw new IllegalStateException("the measurement must run in a mount namespace of its own");
        }
    }

    private void carryOut(String command) throws IOException {
        switch (command) {
            case "on" -> agent = start(Intervals.normal());
            case "survey" -> agent = start(surveying(Intervals.normal()));
            case "off" -> stop();
            default ->
                throw new IllegalArgumentException("unknown command \"" + command + "\"; write on, survey or off");
        }
    }

    private static Intervals surveying(Intervals normal) {
        return new Intervals(
                NO_PAUSE,
                normal.surveyMaxAge(),
                normal.useScan(),
                normal.report(),
                normal.pollWait(),
                normal.retry(),
                normal.retryAtMost(),
                normal.rejected(),
                normal.stuckRetry());
    }

    private AgentDaemon start(Intervals intervals) throws IOException {
        Path state = work.resolve("state");
        HostFiles files = new LinuxFiles(Path.of("/"));
        AgentConfig config = new AgentConfig(DaemonSocket.NONE, state, intervals, GuardPolicy.normal());
        GuardBackends backends = new GuardBackends(
                FanotifyInterceptor.open(Path.of("/"), state),
                FuseWriteInterceptor.open(work.resolve("covers"), state, path -> path),
                NetlinkUevents.open(),
                ProcessHandle.current().pid(),
                (line, pid) -> {},
                null);
        AgentDaemon.Host host = new AgentDaemon.Host(
                files, module -> {}, new LiveNeeds(files, List.of()), backends, System.err::println);
        return AgentDaemon.start(config, host, new DiskFiles(), Clock.systemUTC(), new SecureRandom());
    }

    private void stop() {
        AgentDaemon running = agent;
        if (running != null) {
            running.close();
            agent = null;
        }
    }
}
