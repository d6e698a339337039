// SPDX-License-Identifier: Apache-2.0
/** Finds the host-critical functions with reasons: file systems, swap, network, console. Reads only. */
package io.bailiff.agent.critical;
