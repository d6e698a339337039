// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The timing of restorations.
 *
 * @param settle the time for the host to leave the functions unused; between an unbind and the next bind, the host still wants the
 *     functions
 * @param look the interval of the checks without a reported change
 */
@ConfigurationProperties("bailiff.restore")
record RestoreProperties(
        @DefaultValue("30s") Duration settle,
        @DefaultValue("10s") Duration look) {}
