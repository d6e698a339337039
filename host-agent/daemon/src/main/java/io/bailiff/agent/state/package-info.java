/** The agent's own files: what must be on disk before the agent goes on. */
package io.bailiff.agent.state;
