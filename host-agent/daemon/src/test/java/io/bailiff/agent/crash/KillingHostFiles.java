// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.WatchedHostFiles;

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
    protected void around(String path, String value, Write write) throws HostFileException {
        effects.<HostFileException>happen("write " + value.strip() + " to " + path, () -> {
            write.run();
            watch.look(files);
        });
    }
}
