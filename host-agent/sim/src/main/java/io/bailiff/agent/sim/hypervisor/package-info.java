// SPDX-License-Identifier: Apache-2.0
/**
 * The libvirt of a simulated host, over the simulation's HTTP protocol. The connection is kept open in the same way as a real
 * connection, and does not depend on the server's implementation.
 */
package io.bailiff.agent.sim.hypervisor;
