// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import java.time.Instant;

/**
 * The state of a connection.
 *
 * @param connected true if calls can succeed now
 * @param since the time of the last change: opened, lost or closed
 * @param message for people: the version of libvirt, or the reason why there is no connection
 */
public record ConnectionStatus(boolean connected, Instant since, String message) {}
