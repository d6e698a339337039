// SPDX-License-Identifier: Apache-2.0
/** The server's end of the link to the agents: the desired state of a host, and the host's reports. */
package io.bailiff.manager.agent;
