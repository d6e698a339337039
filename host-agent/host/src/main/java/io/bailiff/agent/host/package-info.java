// SPDX-License-Identifier: Apache-2.0
/** The files of a host: the agent's only access to a kernel, with the real implementation. */
package io.bailiff.agent.host;
