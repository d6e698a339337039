package io.bailiff.manager.host;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the manager takes its agents.
 *
 * @param connectedWithin how long an agent that has neither polled nor reported still counts as connected
 * @param pollHold the longest time that a poll is held
 */
@ConfigurationProperties("bailiff.agent")
public record HostProperties(
        @DefaultValue("90s") Duration connectedWithin,
        @DefaultValue("30s") Duration pollHold) {}
