// SPDX-License-Identifier: Apache-2.0
/**
 * A host in memory, with a kernel's semantics: the binding of drivers, the owner of a group's DMA, and the effect of a host
 * driver on a member of a group in use. For the demonstration and the tests.
 *
 * <p>The same contract tests run against the simulation and against real kernels; where the two differ, the simulation is
 * wrong.
 */
package io.bailiff.agent.sim;
