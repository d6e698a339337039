// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.HypervisorEvent;

/** Receives a session's observations. Both methods return at once and may be called from any thread. */
public interface SessionListener {

    /** Receives an event of the host. */
    void happened(HypervisorEvent event);

    /** Reports that the session is no longer usable. Repeated reports are allowed. */
    void lost(String reason);
}
