// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.policy.Policy;

/**
 * What a rung can do with a guest in a given condition. Unplug requests and the power button are work for the guest's operating system: a
 * guest whose processors stand still accepts the request (QEMU) and never answers.
 *
 * @param action what can be done now
 * @param why the reason why the guest cannot answer, for people; empty if the guest can answer
 */
record Readiness(Action action, String why) {

    /** How often the rungs resume one domain instance: a guest that is paused by an I/O error pauses again at once. */
    static final int MOST_RESUMES = 3;

    /** The possible actions. */
    enum Action {
        /** The rung's own request, and its deadline. */
        ASK,
        /** Before the request, the guest is resumed. */
        RESUME,
        /** Before the request, the guest is woken from the suspension to memory. */
        WAKE,
        /** The next rung, at once. */
        NEXT_RUNG
    }

    private static final Readiness ASK = new Readiness(Action.ASK, "");

    /**
     * Returns what the rung of a state can do.
     *
     * @param resumes how often the guest's domain instance has been resumed already
     */
    static Readiness of(ConflictState state, GuestCondition guest, Policy policy, int resumes) {
        if (state == ConflictState.DESTROYING) {
            // A signal needs no answer, and a process that libvirt no longer knows is waited for.
            return ASK;
        }
        return switch (guest) {
            case RUNNING, STARTING, SHUTTING_DOWN, UNKNOWN -> ASK;
            case PAUSED -> still(Action.RESUME, "is paused", policy, resumes);
            case SUSPENDED -> still(Action.WAKE, "is suspended to memory", policy, resumes);
            case CRASHED -> new Readiness(Action.NEXT_RUNG, "has crashed and cannot answer");
            case SAVED, OFF, ABSENT ->
                new Readiness(Action.NEXT_RUNG, "is off and cannot answer, but its process still has the group open");
        };
    }

    private static Readiness still(Action action, String is, Policy policy, int resumes) {
        if (!policy.resumesGuest()) {
            return new Readiness(Action.NEXT_RUNG, is + " and cannot answer, and a policy forbids to resume it");
        }
        return resumes < MOST_RESUMES
                ? new Readiness(action, is)
                : new Readiness(
                        Action.NEXT_RUNG, is + " again after " + MOST_RESUMES + " resumptions, and cannot answer");
    }
}
