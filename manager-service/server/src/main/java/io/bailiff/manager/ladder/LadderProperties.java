// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The intervals of the ladder. The durations of the rungs are a matter of policy.
 *
 * @param look the longest pause between two steps, unless an event wakes the conflict
 */
@ConfigurationProperties("bailiff.ladder")
record LadderProperties(@DefaultValue("5s") Duration look) {}
