/**
 * A host in memory, with a kernel's semantics: what binds to what, who owns a group's DMA, and what happens when a host
 * driver takes a member of a group in use. It serves the demonstration and the tests.
 *
 * <p>The same contract tests run against this and against real kernels; where they differ, this is wrong.
 */
package io.bailiff.agent.sim;
