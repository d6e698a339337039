package io.bailiff.manager.ladder;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The rhythm of the ladder. How long the rungs last is a matter of policy.
 *
 * @param look how often something is looked at although nothing said that it has changed
 */
@ConfigurationProperties("bailiff.ladder")
record LadderProperties(@DefaultValue("5s") Duration look) {}
