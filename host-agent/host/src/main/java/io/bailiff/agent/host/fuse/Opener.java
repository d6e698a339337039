// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

/**
 * An OPEN request that waits for the answer.
 *
 * @param request the kernel's number of the request
 * @param node the opened cover
 * @param thread the id of the opening thread; 0 for a thread outside of the agent's pid namespace
 * @param slot the record in the journal
 * @param since the time of arrival, by {@link System#nanoTime}
 */
record Opener(long request, long node, long thread, int slot, long since) {}
