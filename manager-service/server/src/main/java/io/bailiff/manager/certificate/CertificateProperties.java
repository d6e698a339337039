// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the certificate authority.
 *
 * @param folder the folder of the root certificates and their keys; a mounted secret may be read only
 * @param hostLife the life of the certificate of a host, and of the certificate of the agents' listener
 * @param renewalGrace the time after the end of a host certificate in which the certificate still proves the host at a renewal
 * @param rootLife the life of a root certificate
 */
@ConfigurationProperties("bailiff.ca")
public record CertificateProperties(
        Path folder,
        @DefaultValue("30d") Duration hostLife,
        @DefaultValue("90d") Duration renewalGrace,
        @DefaultValue("3650d") Duration rootLife) {

    private static final int RENEWED_BEFORE_LAST = 5;

    public CertificateProperties {
        // A host that was off for the longest allowed time must find its root in use, and then get certificates that
        // the root outlives.
        if (rootLife.dividedBy(RENEWED_BEFORE_LAST)
                        .compareTo(hostLife.multipliedBy(2).plus(renewalGrace))
                < 0) {
            throw new IllegalArgumentException("bailiff.ca.root-life is shorter than " + RENEWED_BEFORE_LAST
                    + " times (2 x bailiff.ca.host-life + bailiff.ca.renewal-grace)");
        }
    }

    /** Returns the remaining life of a root certificate at which the manager makes the next root certificate. */
    Duration rootRenewal() {
        return rootLife.dividedBy(RENEWED_BEFORE_LAST);
    }

    /** Returns the time for which a new root certificate signs nothing: the longest time between two renewals of a host. */
    Duration rootDistribution() {
        return hostLife.plus(renewalGrace);
    }
}
