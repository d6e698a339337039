/**
 * A simulated host's libvirt, by the HTTP protocol of the simulation. It keeps its connection in the way the real one does, and
 * knows nothing of who serves it.
 */
package io.bailiff.agent.sim.hypervisor;
