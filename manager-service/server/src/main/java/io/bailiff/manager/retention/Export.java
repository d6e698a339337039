// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import java.io.IOException;
import java.util.List;

/** Takes rows that are about to be removed. */
interface Export {

    /**
     * Stores lines durably. When the call returns, the lines are on disk.
     *
     * @throws IOException if a line is not on disk; then nothing may be removed
     */
    void append(List<String> lines) throws IOException;
}
