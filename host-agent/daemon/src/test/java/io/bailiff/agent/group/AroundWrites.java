package io.bailiff.agent.group;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.WatchedHostFiles;
import java.time.Duration;

/** Lets a test do something around every write to files with this ending. */
final class AroundWrites extends WatchedHostFiles {

    /** What the test does; it runs the write itself. */
    interface Watch {
        void around(Write write) throws HostFileException, InterruptedException;
    }

    /** The write. */
    interface Write {
        void run() throws HostFileException;
    }

    private final String ending;
    private final Watch watch;

    AroundWrites(HostFiles files, String ending, Watch watch) {
        super(files);
        this.ending = ending;
        this.watch = watch;
    }

    @Override
    public void write(String path, String value) throws HostFileException {
        run(path, () -> files.write(path, value));
    }

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        run(path, () -> files.writeDetached(path, value, timeout));
    }

    private void run(String path, Write write) throws HostFileException {
        if (!path.endsWith(ending)) {
            write.run();
            return;
        }
        try {
            watch.around(write);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
