package io.bailiff.manager.host;

import org.jspecify.annotations.Nullable;

/**
 * What an agent says of its host when it enrols it.
 *
 * @param name the name that the host shall have
 * @param machineId proves that a host that enrols again is the same
 * @param libvirtUri where its libvirt is, or null
 */
public record Enrolment(
        String name, String machineId, @Nullable String libvirtUri) {}
