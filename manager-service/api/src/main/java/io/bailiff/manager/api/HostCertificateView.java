// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that the manager has issued to a host.
 *
 * @param serial the serial number, in hexadecimal digits
 * @param state VALID, ENDED or REVOKED
 * @param issuedAt the time of issue
 * @param endsAt the end of the certificate's life
 * @param revokedAt the time of the revocation, or null
 * @param reason the reason of the revocation, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostCertificateView(
        String serial,
        String state,
        Instant issuedAt,
        Instant endsAt,
        @Nullable Instant revokedAt,
        @Nullable String reason) {}
