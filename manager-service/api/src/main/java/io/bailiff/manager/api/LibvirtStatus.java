// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of the connection to a host's libvirt.
 *
 * @param route the route to the libvirt, or null if the manager has none
 * @param uri the address of the libvirt, or null if the manager has no route
 * @param open false if the manager needs no connection now, or has no route
 * @param connected true if calls can succeed now
 * @param since when the connection got into this state, or null if there never was a connection
 * @param message the state or the failure, for people
 */
public record LibvirtStatus(
        @Nullable LibvirtRoute route,
        @Nullable String uri,
        boolean open,
        boolean connected,
        @Nullable Instant since,
        String message) {}
