// SPDX-License-Identifier: Apache-2.0
/**
 * The agent's connection to the manager. The host joins the manager's fleet. The agent requests the desired state of the groups, moves
 * the groups accordingly and reports the host's state. The manager never calls the agent.
 */
package io.bailiff.agent.link;
