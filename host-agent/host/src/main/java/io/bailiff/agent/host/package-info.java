/** The files of a host: the one door between the agent and a kernel, and its real implementation. */
package io.bailiff.agent.host;
