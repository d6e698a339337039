package io.bailiff.agent.crash;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.WatchedHostFiles;
import java.time.Duration;

/** A host's files whose writes are effects. */
final class KillingHostFiles extends WatchedHostFiles {

    private final Effects effects;
    private final LooseWatch watch;

    KillingHostFiles(HostFiles files, Effects effects, LooseWatch watch) {
        super(files);
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
}
