// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import io.bailiff.agent.api.HostReport;

/** The largest body of a request: the largest report for a report of an agent, 64 KiB for every other request. */
public final class BodySize {

    /** The limit for every request but a report, in bytes. */
    public static final int USUAL = 64 * 1024;

    private BodySize() {}

    /** Returns the limit for a path, in bytes. */
    public static int of(String path) {
        return path.startsWith("/agent/") && path.endsWith("/reports") ? HostReport.MOST_BYTES : USUAL;
    }
}
