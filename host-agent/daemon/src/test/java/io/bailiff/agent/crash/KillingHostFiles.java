package io.bailiff.agent.crash;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A host's files whose writes are effects. */
final class KillingHostFiles implements HostFiles {

    private final HostFiles files;
    private final Effects effects;
    private final LooseWatch watch;

    KillingHostFiles(HostFiles files, Effects effects, LooseWatch watch) {
        this.files = files;
        this.effects = effects;
        this.watch = watch;
    }

    @Override
    public void write(String path, String value) throws HostFileException {
        effects.<HostFileException>happen("write " + value.strip() + " to " + path, () -> {
            files.write(path, value);
            watch.look(files);
        });
    }

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        effects.<HostFileException>happen("write " + value.strip() + " to " + path, () -> {
            files.writeDetached(path, value, timeout);
            watch.look(files);
        });
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
    public boolean anyLine(String path, Predicate<String> wanted) throws HostFileException {
        return files.anyLine(path, wanted);
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
