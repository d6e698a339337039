package io.bailiff.manager.conflict;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long each rung of the ladder lasts, where a claim does not say otherwise.
 *
 * @param releaseDeadline from the first request to let go until the guest is shut down
 * @param shutdownDeadline from the first request to shut down until the ladder is exhausted
 * @param askAgain the guest is asked again this often
 * @param look how often something is looked at although nothing said that it has changed
 */
@ConfigurationProperties("bailiff.ladder")
record LadderProperties(
        @DefaultValue("60s") Duration releaseDeadline,
        @DefaultValue("120s") Duration shutdownDeadline,
        @DefaultValue("10s") Duration askAgain,
        @DefaultValue("5s") Duration look) {}
