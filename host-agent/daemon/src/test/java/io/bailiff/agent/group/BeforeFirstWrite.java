package io.bailiff.agent.group;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets something happen right before the first write to a file with this ending. */
final class BeforeFirstWrite implements HostFiles {

    /** What happens. */
    interface Event {
        void happen() throws Exception;
    }

    private final HostFiles files;
    private final String ending;
    private final Event event;
    private final AtomicBoolean happened = new AtomicBoolean();

    BeforeFirstWrite(HostFiles files, String ending, Event event) {
        this.files = files;
        this.ending = ending;
        this.event = event;
    }

    private synchronized void happenOnce(String path) {
        if (path.endsWith(ending) && happened.compareAndSet(false, true)) {
            try {
                event.happen();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void write(String path, String value) throws HostFileException {
        happenOnce(path);
        files.write(path, value);
    }

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        happenOnce(path);
        files.writeDetached(path, value, timeout);
    }

    @Override
    public String read(String path) throws HostFileException {
        return files.read(path);
    }

    @Override
    public byte[] readBytes(String path, int max) throws HostFileException {
        return files.readBytes(path, max);
    }

    @Override
    public List<String> list(String directory) throws HostFileException {
        return files.list(directory);
    }

    @Override
    public Optional<String> readLink(String path) throws HostFileException {
        return files.readLink(path);
    }

    @Override
    public Optional<String> realPath(String path) throws HostFileException {
        return files.realPath(path);
    }

    @Override
    public boolean exists(String path) throws HostFileException {
        return files.exists(path);
    }
}
