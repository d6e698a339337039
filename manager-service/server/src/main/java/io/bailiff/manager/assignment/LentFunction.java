package io.bailiff.manager.assignment;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.guest.Share;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A function that a guest gets.
 *
 * @param address the function
 * @param alias what libvirt calls it
 * @param givenAt when the guest was seen with it, or null if it never was
 * @param returnedAt when the guest was seen without it afterwards, or null
 */
public record LentFunction(
        PciAddress address,
        String alias,
        @Nullable Instant givenAt,
        @Nullable Instant returnedAt) {

    /** The same in a share. */
    Share.Function shared() {
        return new Share.Function(address.toString(), alias);
    }

    /** The alias that a function has in the guest of an assignment. */
    static String alias(UUID assignment, PciAddress address) {
        return "ua-bailiff-" + assignment.toString().substring(0, 8) + "-"
                + address.toString().replace(':', '-').replace('.', '-');
    }
}
