// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.WriteInterceptor;

/** Lets tests elsewhere leave an interceptor as a kill of its agent does. */
public final class KilledWriteInterceptor {

    private KilledWriteInterceptor() {}

    public static void kill(WriteInterceptor interceptor) {
        ((FuseWriteInterceptor) interceptor).abandon();
    }
}
