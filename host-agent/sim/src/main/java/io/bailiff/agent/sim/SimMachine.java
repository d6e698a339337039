// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/**
 * A simulated host with a hypervisor.
 *
 * @param host the host
 * @param guests the host's guests
 */
public record SimMachine(SimHost host, SimGuests guests) {

    /**
     * Returns a machine of the demonstration: the hardware, and a running guest of each kind. {@code web1} obeys every request,
     * {@code db1} never releases a device but shuts down, {@code fw1} does neither.
     */
    public static SimMachine demo(
            String name, KernelFlavour flavour, String bootId, GuestTimings timings, SimClock clock) {
        SimHost host = SimHost.boot(name, flavour, SimTopology.demo(), bootId);
        SimGuests guests = SimGuests.on(host, timings, clock);
        try {
            guests.start(guests.define("web1", GuestBehaviour.OBEDIENT));
            guests.start(guests.define("db1", GuestBehaviour.DEAF));
            guests.start(guests.define("fw1", GuestBehaviour.FIRMWARE));
        } catch (GuestException impossible) {
            throw new IllegalStateException("A guest with no devices starts", impossible);
        }
        return new SimMachine(host, guests);
    }
}
