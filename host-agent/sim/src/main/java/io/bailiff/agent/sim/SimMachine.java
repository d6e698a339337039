package io.bailiff.agent.sim;

/**
 * A simulated host with its hypervisor.
 *
 * @param host the host
 * @param guests its guests
 */
public record SimMachine(SimHost host, SimGuests guests) {

    /**
     * A machine of the demonstration: its hardware, and a guest of each kind: {@code web1} does what it is asked, {@code db1}
     * never releases a device but shuts down, {@code fw1} does neither. They run.
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
