// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings for the link to the agents.
 *
 * @param connectedWithin the time after a poll or report during which the agent counts as connected
 * @param pollHold the longest hold time of a poll
 */
@ConfigurationProperties("bailiff.agent")
public record HostProperties(
        @DefaultValue("90s") Duration connectedWithin,
        @DefaultValue("30s") Duration pollHold) {}
