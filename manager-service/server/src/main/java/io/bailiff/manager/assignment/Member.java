package io.bailiff.manager.assignment;

import io.bailiff.agent.api.PciAddress;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of a lent group.
 *
 * @param address the endpoint's address
 * @param hostDriver the endpoint's host driver at the time of the loan, or null if the endpoint had no driver
 * @param ids the endpoint's device ids at the time of the loan: {@code 8086:100e:1af4:1100}; null if the ids were not stored
 */
public record Member(
        PciAddress address,
        @Nullable String hostDriver,
        @Nullable String ids) {}
