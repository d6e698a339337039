// SPDX-License-Identifier: Apache-2.0
/** The agent's own files, and durable writes: some state must be on disk before the agent continues. */
package io.bailiff.agent.state;
