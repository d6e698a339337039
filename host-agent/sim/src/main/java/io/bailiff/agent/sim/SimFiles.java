// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.DirectoryVersion;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinkSettings;
import io.bailiff.agent.host.ModuleLoader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The files of a simulated host. After a crash of the host every call fails with {@link HostError#OTHER} and the reason. Safe
 * for any number of threads.
 */
public final class SimFiles implements HostFiles, ModuleLoader {

    private final SimKernel kernel;
    private final SimPaths paths;
    private final SimLinks links;

    /** @param bootId the content of {@code /proc/sys/kernel/random/boot_id} */
    public SimFiles(SimKernel kernel, SimProcesses processes, HostSystem system, String bootId) {
        this.kernel = kernel;
        this.links = new SimLinks(kernel, system);
        this.paths = new SimPaths(
                new SimNode.Builder()
                        .add("sys", new SysTree(kernel, system).root())
                        .add("proc", new ProcTree(kernel, processes, system, bootId).root())
                        .add("dev", new DevTree(kernel, system).root())
                        .add("lib", new ModuleTree(kernel).root())
                        .add("usr", ModelList.usr())
                        .build(),
                kernel.lock()::version);
    }

    @Override
    public String read(String path) throws HostFileException {
        return new String(content(path), StandardCharsets.UTF_8).stripTrailing();
    }

    /** Returns the first bytes of a binary file, such as a function's {@code config}. */
    @Override
    public byte[] readBytes(String path, int max) throws HostFileException {
        byte[] content = content(path);
        return Arrays.copyOf(content, Math.min(max, content.length));
    }

    @Override
    public void write(String path, String value) throws HostFileException {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("An empty write has no effect; write a line feed to clear a value");
        }
        failingAs(path, () -> {
            attribute(path).writer().write(value);
            return true;
        });
    }

    @Override
    public void writeBytes(String path, int offset, byte[] bytes) throws HostFileException {
        failingAs(path, () -> {
            attribute(path).byteWriter().write(offset, bytes);
            return true;
        });
    }

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        DetachedCall.write(this, path, value, timeout);
    }

    @Override
    public List<String> list(String directory) throws HostFileException {
        return failingAs(directory, () -> {
            kernel.faults().checkRead(directory);
            if (!(find(directory, true).node() instanceof SimNode.Directory found)) {
                throw new KernelException(SimErrno.ENOTDIR);
            }
            return kernel.lock()
                    .read(() -> List.copyOf(found.names(kernel.lock().version()).keySet()));
        });
    }

    @Override
    public Optional<DirectoryVersion> version(String directory) {
        try {
            kernel.faults().checkRead(directory);
            return kernel.lock().read(() -> BusVersions.of(kernel.bus(), directory));
        } catch (KernelException | HostCrashedException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> readLink(String path) throws HostFileException {
        return found(path, false)
                .map(SimPaths.Found::node)
                .filter(SimNode.Link.class::isInstance)
                .map(node -> ((SimNode.Link) node).target());
    }

    @Override
    public Optional<String> realPath(String path) throws HostFileException {
        return found(path, true).map(SimPaths.Found::path);
    }

    @Override
    public boolean exists(String path) throws HostFileException {
        return found(path, true).isPresent();
    }

    @Override
    public LinkSettings links() {
        return links;
    }

    @Override
    public void load(String module) throws HostFileException {
        failingAs("modprobe " + module, () -> {
            kernel.modules().load(module);
            return true;
        });
    }

    /** Returns the real path of a file. */
    String realFile(String path) throws HostFileException {
        return failingAs(path, () -> find(path).path());
    }

    /** Returns true if the mode of the file has a read bit. */
    boolean isReadable(String path) throws HostFileException {
        return failingAs(path, () -> attribute(path).isReadable());
    }

    /** Returns a file with the real path; fails with EISDIR for a directory. */
    SimPaths.Found find(String path) throws KernelException {
        SimPaths.Found found = find(path, true);
        if (found.node() instanceof SimNode.Attribute) {
            return found;
        }
        throw new KernelException(SimErrno.EISDIR);
    }

    private byte[] content(String path) throws HostFileException {
        return failingAs(path, () -> {
            kernel.faults().checkRead(path);
            SimNode.Attribute attribute = attribute(path);
            Optional<String> said = kernel.faults().content(path);
            return said.isPresent()
                    ? SimNode.Attribute.bytes(said.get())
                    : attribute.reader().read();
        });
    }

    private SimNode.Attribute attribute(String path) throws KernelException {
        return (SimNode.Attribute) find(path).node();
    }

    private Optional<SimPaths.Found> found(String path, boolean followLast) throws HostFileException {
        return failingAs(path, () -> {
            kernel.faults().checkRead(path);
            try {
                return Optional.of(find(path, followLast));
            } catch (KernelException failure) {
                if (failure.errno() == SimErrno.ENOENT || failure.errno() == SimErrno.ENOTDIR) {
                    return Optional.empty();
                }
                throw failure;
            }
        });
    }

    private SimPaths.Found find(String path, boolean followLast) throws KernelException {
        return kernel.lock().read(() -> paths.find(path, followLast));
    }

    static <T> T failingAs(String path, KernelLock.Work<T> work) throws HostFileException {
        try {
            return work.run();
        } catch (KernelException failure) {
            throw new HostFileException(failure.errno().error(), path, String.valueOf(failure.getMessage()));
        } catch (HostCrashedException crash) {
            throw new HostFileException(HostError.OTHER, path, String.valueOf(crash.getMessage()));
        }
    }
}
