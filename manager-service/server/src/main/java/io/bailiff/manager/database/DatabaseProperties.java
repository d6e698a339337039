// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The shares of the connections to the database. The rest of the pool is for the manager itself: the ladder, the steps of assignments, and
 * the events of libvirts.
 *
 * @param operators the connections that requests of operators may use at once
 * @param agents the connections that requests of agents may use at once
 * @param health the connections that checks of the health may use at once
 * @param longestWait the longest time that a request waits for a connection of its share; then the answer is 503
 */
@ConfigurationProperties("bailiff.database")
record DatabaseProperties(
        @DefaultValue("8") int operators,
        @DefaultValue("8") int agents,
        @DefaultValue("2") int health,
        @DefaultValue("2s") Duration longestWait) {

    int of(Share share) {
        return switch (share) {
            case OPERATORS -> operators;
            case AGENTS -> agents;
            case HEALTH -> health;
        };
    }

    int sum() {
        return operators + agents + health;
    }
}
