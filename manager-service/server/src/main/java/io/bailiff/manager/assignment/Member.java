package io.bailiff.manager.assignment;

import io.bailiff.agent.api.PciAddress;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of a lent group.
 *
 * @param address the function
 * @param hostDriver the driver that it had with the host when the group was lent, or null if it had none
 * @param ids what it was then: {@code 8086:100e:1af4:1100}; null if that was not kept
 */
public record Member(
        PciAddress address,
        @Nullable String hostDriver,
        @Nullable String ids) {}
