// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * An operator's address of a host's libvirt, in parts. The manager builds the URI; there is no field for a URI or its parameters.
 *
 * @param transport {@code tls}, or {@code tcp} for a server on loopback
 * @param server a DNS name, an IPv4 address, or an IPv6 address in brackets
 * @param port the port; null for the standard port of the transport
 * @param by the operator's name, or null
 * @param reason the reason, in the operator's words
 */
public record DirectLibvirtRequest(
        @Nullable String transport,
        @Nullable String server,
        @Nullable Integer port,
        @Nullable String by,
        @Nullable String reason) {}
