// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.guest.Share;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A function that a guest gets.
 *
 * @param address the function's address
 * @param alias the function's alias in libvirt
 * @param givenAt the time when the guest last got the function, or null if the guest never had the function
 * @param returnedAt the time when the guest was seen without the function afterwards, or null
 */
public record LentFunction(
        PciAddress address,
        String alias,
        @Nullable Instant givenAt,
        @Nullable Instant returnedAt) {

    /** Returns the function as part of a share. */
    Share.Function shared() {
        return new Share.Function(address.toString(), alias);
    }

    /** Returns the alias of a function in the guest of an assignment. */
    static String alias(UUID assignment, PciAddress address) {
        return "ua-bailiff-" + assignment.toString().substring(0, 8) + "-"
                + address.toString().replace(':', '-').replace('.', '-');
    }
}
