// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.host.fuse.KilledWriteInterceptor;
import io.bailiff.agent.sim.ContractHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The interceptor of a real host, with the kernel of this machine and processes as writers. */
@Tag("jdk")
class FuseWriteInterceptorContractTest extends WriteInterceptorContract {

    @TempDir
    Path directory;

    @AutoClose
    private @Nullable CoveredSimHost covered;

    /** Is never skipped as root on a machine with the device. */
    @BeforeAll
    static void needsRootAndFuse() throws IOException {
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        assumeTrue(isRoot && Files.exists(Path.of("/dev/fuse")), "The contract on FUSE needs root and /dev/fuse");
    }

    @Override
    ContractHost host() {
        try {
            CoveredSimHost host = new CoveredSimHost(directory);
            covered = host;
            return host;
        } catch (IOException failure) {
            throw new AssertionError("cannot prepare the host", failure);
        }
    }

    @Override
    WriteInterceptor openInterceptor() throws HostFileException {
        return Objects.requireNonNull(covered).writeInterceptor();
    }

    @Override
    void kill(WriteInterceptor killed) {
        KilledWriteInterceptor.kill(killed);
    }
}
