// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.connection.DaemonThreads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thread of the process for libvirt's event loop. The thread reads the sockets of all connections, answers keepalive
 * and calls the callbacks. The thread never ends, because libvirt cannot unregister a loop.
 */
final class EventLoop {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private static final long PAUSE_AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(200);

    private EventLoop() {}

    static void start() {
        DaemonThreads.named("libvirt event loop").newThread(EventLoop::run).start();
    }

    private static void run() {
        boolean failing = false;
        while (true) {
            try {
                Library.processEvent();
                if (failing) {
                    LOG.info("libvirt event loop works again");
                }
                failing = false;
            } catch (LibvirtException | RuntimeException e) {
                if (!failing) {
                    LOG.error("libvirt event loop fails: no events of any host arrive until the loop works again", e);
                }
                failing = true;
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE);
            }
        }
    }
}
