// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operators' view of a guest. */
public record GuestView(
        UUID uuid,
        String name,
        String state,
        @Nullable String domainInstance,
        boolean persistent,
        List<Device> liveDevices,
        List<Device> definedDevices) {

    public record Device(@Nullable String alias, String address, boolean managed) {}
}
