// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of the past stays in the database. What ended earlier than the age is removed, and what is not among the newest of the given
 * number. What ended within the last hour is never removed.
 *
 * @param age the age
 * @param assignments the largest number of ended assignments
 * @param conflicts the largest number of ended conflicts
 * @param claims the largest number of claims, besides the claims in conflicts that stay
 * @param record the largest number of entries about hosts and the fleet; the entries about an assignment or a conflict stay as long as it
 * @param pause the pause between two removals
 * @param exportFiles the largest number of files with removed rows; the oldest file is deleted before the next is begun
 */
@ConfigurationProperties("bailiff.retention")
record RetentionProperties(
        @DefaultValue("90d") Duration age,
        @DefaultValue("10000") int assignments,
        @DefaultValue("10000") int conflicts,
        @DefaultValue("50000") int claims,
        @DefaultValue("100000") int record,
        @DefaultValue("1h") Duration pause,
        @DefaultValue("10") int exportFiles) {}
