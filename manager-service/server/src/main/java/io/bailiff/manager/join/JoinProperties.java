// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits for failed attempts to join.
 *
 * @param failures the number of failed attempts that a caller may make at once
 * @param failureEvery the time after which a caller may make one more attempt
 */
@ConfigurationProperties("bailiff.join")
record JoinProperties(
        @DefaultValue("10") int failures,
        @DefaultValue("10s") Duration failureEvery) {}
