package io.bailiff.agent.sim;

/** The simulated host is dead. Nothing on it answers any more. */
public final class HostCrashedException extends RuntimeException {

    public HostCrashedException(String reason) {
        super("host has crashed: " + reason);
    }
}
