package io.bailiff.agent.host;

/** Lets tests elsewhere leave a gate as a kill of its agent does. */
public final class KilledGate {

    private KilledGate() {}

    public static void kill(OpenGate gate) {
        ((FanotifyGate) gate).abandon();
    }
}
