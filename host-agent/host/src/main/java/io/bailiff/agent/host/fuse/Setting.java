// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * The places of an interceptor.
 *
 * @param directory the mount point of the FUSE file system, in the mount namespace
 * @param state the agent's state directory
 * @param namespace the mount namespace in which the files are covered
 * @param realPlace returns the place of a control file that leads past the covers
 */
record Setting(Path directory, Path state, MountNamespace namespace, UnaryOperator<String> realPlace) {

    private static final String JOURNAL = "covered-writes";

    Path journal() {
        return state.resolve(JOURNAL);
    }
}
