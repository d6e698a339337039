// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OwnSysfs;
import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.host.fuse.FuseWriteInterceptor;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The covers of this machine's control files, and the agent's way past the covers. An agent in a container covers nothing: the container ends
 * with all its processes, and nobody would keep the writers waiting.
 */
final class ControlFileCovers {

    private static final Logger LOG = LoggerFactory.getLogger(ControlFileCovers.class);
    private static final Path DIRECTORY = Path.of("/run/bailiff-covers");
    private static final String IN_CONTAINER =
            "the agent runs in a container, and the end of a container ends every process that could keep writers waiting.";

    private final @Nullable OwnSysfs sysfs;
    private final String whyNot;

    private ControlFileCovers(@Nullable OwnSysfs sysfs, String whyNot) {
        this.sysfs = sysfs;
        this.whyNot = whyNot;
    }

    /** @param root the mount point of the host's root; another directory than {@code /} in a container */
    static ControlFileCovers of(Path root) {
        if (!root.toAbsolutePath().normalize().equals(Path.of("/"))) {
            return new ControlFileCovers(null, IN_CONTAINER);
        }
        try {
            return new ControlFileCovers(OwnSysfs.mount(), "");
        } catch (HostFileException failure) {
            return new ControlFileCovers(
                    null, "the agent cannot mount a sysfs of its own: " + failure.getMessage() + ".");
        }
    }

    /** Returns the agent's own mount of sysfs; empty if the agent covers nothing. */
    Optional<OwnSysfs> sysfs() {
        return Optional.ofNullable(sysfs);
    }

    /** Returns the interceptor of writes, or an interceptor without effect that knows the reason. */
    WriteInterceptor writes(Path state) {
        OwnSysfs own = sysfs;
        if (own == null) {
            return GuardBackends.noWrites(whyNot);
        }
        try {
            return FuseWriteInterceptor.open(DIRECTORY, state, own::place);
        } catch (HostFileException failure) {
            LOG.error(
                    "cannot cover control files error={}: opens are decided without the written function",
                    failure.getMessage());
            return GuardBackends.noWrites(
                    "the FUSE connection of an earlier agent cannot be continued: " + failure.getMessage() + ".");
        }
    }
}
