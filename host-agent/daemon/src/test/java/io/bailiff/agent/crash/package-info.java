// SPDX-License-Identifier: Apache-2.0
/**
 * Kills the agent at every effect that it has on the world, and looks what is left. The same steps run against a simulated
 * kernel in the build and against the real one in the lab.
 */
package io.bailiff.agent.crash;
