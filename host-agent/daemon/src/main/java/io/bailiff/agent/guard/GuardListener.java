package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;

/** Hears from the guard that the host is not any more as it was read. Called from the guard's threads; returns at once. */
public interface GuardListener {

    /** A function has come, gone, or got or lost a driver. */
    void functionChanged(PciAddress function);

    /** Something may have, and nobody knows what. */
    void anythingMayHaveChanged();

    /** A claim has come, or has another status: the manager is to hear of it. */
    void claimChanged();
}
