// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings for the enrolment of agents.
 *
 * @param joinToken the secret for the enrolment of an agent, or null: the first start then stores a random secret in the home folder
 */
@ConfigurationProperties("bailiff.agent")
record AgentProperties(@Nullable String joinToken) {

    /** Returns a text without the join token: the token must not appear in logs. */
    @Override
    public String toString() {
        return "AgentProperties[joinToken=" + (joinToken == null ? "none" : "set") + "]";
    }
}
