// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

/** The agent is killed here. Every effect that it tries to have afterwards ends like this, too. */
final class AgentKilled extends Error {

    private static final long serialVersionUID = 1;

    AgentKilled() {
        super("killed", null, false, false);
    }
}
