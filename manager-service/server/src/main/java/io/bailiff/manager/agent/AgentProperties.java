package io.bailiff.manager.agent;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What lets agents in.
 *
 * @param joinToken the secret that an agent enrols with, or null: then one is made at the first start and kept in the home
 */
@ConfigurationProperties("bailiff.agent")
record AgentProperties(@Nullable String joinToken) {

    /** The token is not for logs. */
    @Override
    public String toString() {
        return "AgentProperties[joinToken=" + (joinToken == null ? "none" : "set") + "]";
    }
}
