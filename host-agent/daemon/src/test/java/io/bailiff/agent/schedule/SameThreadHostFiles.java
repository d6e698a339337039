// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.time.Duration;

/**
 * A host's files without threads. An unbind that would wait for a guest breaks a rule before it gets here, so that no write
 * lasts.
 */
final class SameThreadHostFiles extends ForwardingHostFiles {

    SameThreadHostFiles(HostFiles files) {
        super(files);
    }

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        files.write(path, value);
    }
}
