// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import org.jspecify.annotations.Nullable;

/**
 * An agent's description of the host at enrolment.
 *
 * @param name the requested name of the host
 * @param machineId proves at a repeated enrolment that the host is the same machine
 * @param libvirtUri the address of the host's libvirt, or null
 */
public record Enrolment(
        String name, String machineId, @Nullable String libvirtUri) {}
