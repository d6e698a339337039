// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of the connection to a host's libvirt.
 *
 * @param uri the libvirt URI of the host, or null if the host's agent named no usable URI
 * @param connected true if calls can succeed now
 * @param since when the connection got into this state, or null if there never was a connection
 * @param message the state or the failure, for people
 */
public record LibvirtStatus(
        @Nullable String uri, boolean connected, @Nullable Instant since, String message) {}
