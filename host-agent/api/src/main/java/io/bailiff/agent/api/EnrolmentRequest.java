package io.bailiff.agent.api;

import org.jspecify.annotations.Nullable;

/**
 * An agent's first words to the manager.
 *
 * @param host the name that the host shall have; unique in the fleet
 * @param machineId {@code /etc/machine-id}: a host that enrols again keeps its record only with the same one
 * @param joinToken the secret that lets hosts in
 * @param libvirtUri where the manager reaches this host's libvirt, or null if the operator sets it
 */
public record EnrolmentRequest(
        String host,
        String machineId,
        String joinToken,
        @Nullable String libvirtUri) {}
