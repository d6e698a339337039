// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The real disk, with the number of reads and of written bytes. A look at a stamp is no read. A subclass may make calls fail. */
public class CountedDisk implements StateFiles {

    public final AtomicLong reads = new AtomicLong();
    public final AtomicLong written = new AtomicLong();
    private final DiskFiles disk = new DiskFiles();

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public String read(Path file) throws IOException {
        reads.incrementAndGet();
        return disk.read(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        reads.incrementAndGet();
        return disk.list(directory);
    }

    @Override
    public Optional<DirectoryStamp> stamp(Path directory) throws IOException {
        return disk.stamp(directory);
    }

    @Override
    public void write(Path file, String text) throws IOException {
        written.addAndGet(text.length());
        disk.write(file, text);
    }

    @Override
    public void append(Path file, String text) throws IOException {
        written.addAndGet(text.length());
        disk.append(file, text);
    }

    @Override
    public void sync(Path fileOrDirectory) throws IOException {
        disk.sync(fileOrDirectory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }
}
