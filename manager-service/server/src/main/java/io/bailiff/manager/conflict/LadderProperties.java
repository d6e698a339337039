package io.bailiff.manager.conflict;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The rhythm of the ladder. How long the rungs last is a matter of policy.
 *
 * @param askAgain the guest is asked to let go again this often
 * @param look how often something is looked at although nothing said that it has changed
 */
@ConfigurationProperties("bailiff.ladder")
record LadderProperties(
        @DefaultValue("10s") Duration askAgain,
        @DefaultValue("5s") Duration look) {}
