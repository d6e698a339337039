// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import org.jspecify.annotations.Nullable;

/**
 * An agent's first request to the manager.
 *
 * @param host the host's future name; unique in the fleet
 * @param machineId {@code /etc/machine-id}: a host that enrols again keeps the host's record only with the same id
 * @param joinToken the secret that permits a host to enrol
 * @param libvirtUri the URI for the manager's connection to the host's libvirt, or null if the operator sets the URI
 */
public record EnrolmentRequest(
        String host,
        String machineId,
        String joinToken,
        @Nullable String libvirtUri) {}
