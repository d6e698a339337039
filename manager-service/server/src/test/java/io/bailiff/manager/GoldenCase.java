// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.agent.sim.GuestBehaviour.DEAF;
import static io.bailiff.agent.sim.GuestBehaviour.FIRMWARE;
import static io.bailiff.agent.sim.GuestBehaviour.OBEDIENT;
import static io.bailiff.agent.sim.GuestBehaviour.STOPPED;
import static io.bailiff.agent.sim.GuestBehaviour.STUCK;

import io.bailiff.agent.sim.GuestBehaviour;
import java.util.List;
import java.util.Locale;

/** A host in the golden rows, its guest under the new manager, and the states in which its assignment and its conflict end. */
enum GoldenCase {
    REQUESTED("ACTIVE"),
    DETACHING("ACTIVE"),
    /** One of two functions is attached, and libvirt was away. */
    ATTACHING("ACTIVE"),
    /** The old manager was stopped between two attaches: the step is still marked as taken. */
    ATTACHING_CUT_OFF("ACTIVE"),
    ACTIVE("ACTIVE"),
    RELEASING("RELEASED"),
    RELEASING_RECORDED("RELEASED"),
    RELEASING_WAITS_FOR_FILE("RELEASED"),
    REATTACHING("RELEASED"),
    /** The next try is due. */
    REATTACH_FAILED("RELEASED"),
    RELEASED("RELEASED"),
    FAILED("FAILED"),

    REQUESTING_FOR_OPERATOR(OBEDIENT, "EVICTED", "RESOLVED"),
    REQUESTING_FOR_CLAIM(OBEDIENT, "EVICTED", "RESOLVED"),
    REQUESTING_FOR_STANDING_CLAIM(OBEDIENT, "EVICTED", "RESOLVED"),
    REQUESTING_EXTENDED(OBEDIENT, "EVICTED", "RESOLVED"),
    REQUESTING_RECORDED(OBEDIENT, "EVICTED", "RESOLVED"),
    REQUESTING_SECOND_CLAIM_RECORDED(OBEDIENT, "EVICTED", "RESOLVED"),
    /** The deadline of the request has passed. */
    REQUESTING_LATE(DEAF, "EVICTED", "RESOLVED", "rung-shut-down", "shutdown-asked"),
    /** The process on the host gives up while the manager is replaced: the operator's release continues. */
    EVICTING_FROM_RELEASING(OBEDIENT, "RELEASED", "WITHDRAWN") {
        @Override
        void happens(Fleet fleet) {
            fleet.agent().claims().forEach(claim -> fleet.agent().withdraw(claim.id()));
        }
    },
    /** The deadline of the shutdown has passed. */
    SHUTTING_DOWN(FIRMWARE, "EVICTED", "RESOLVED", "rung-destroy", "guest-terminated"),
    SHUTTING_DOWN_WITH_ANOTHER(FIRMWARE, "EVICTED", "RESOLVED") {
        @Override
        void happens(Fleet fleet) {
            fleet.web().end();
        }
    },
    /** Half of the time of the rung has passed. */
    DESTROYING(STOPPED, "EVICTED", "RESOLVED", "guest-killed"),
    FENCING(STUCK, "EVICTING", "FENCED", "fenced"),
    FENCED(STUCK, "EVICTING", "FENCED"),
    FENCED_REPAIRED(OBEDIENT, "EVICTED", "RESOLVED"),
    RESOLVED(OBEDIENT, "EVICTED", "RESOLVED"),
    /** The guest releases the functions after the claim was withdrawn, and gets them again. */
    WITHDRAWN(OBEDIENT, "ACTIVE", "WITHDRAWN") {
        @Override
        void happens(Fleet fleet) {
            fleet.web().obeysLate(GuestBehaviour.OBEDIENT);
        }
    },
    WITHDRAWN_BY_OPERATOR(OBEDIENT, "ACTIVE", "WITHDRAWN"),
    WITHDRAWAL_RECORDED(OBEDIENT, "ACTIVE", "WITHDRAWN"),
    DENIED_BY_GUARD(OBEDIENT, "ACTIVE", "DENIED"),
    DENIED_BY_POLICY(OBEDIENT, "ACTIVE", "DENIED"),

    /** One claim of each status that does not wait; the denied one is a conflict that ended at once. */
    CLAIMS(OBEDIENT, "ACTIVE", "DENIED"),
    POLICY("ACTIVE"),
    RESTORATION_WAITS(OBEDIENT, "EVICTED", "RESOLVED"),
    RESTORATION_DONE(OBEDIENT, "EVICTED", "RESOLVED"),
    RESTORATION_CALLED_OFF(OBEDIENT, "EVICTED", "RESOLVED"),
    /** The group has one more member than the old manager knew. */
    RESTORATION_NEEDS_CONSENT(OBEDIENT, "EVICTED", "RESOLVED") {
        @Override
        void happens(Fleet fleet) {
            fleet.nic().endpoint("0000:02:02.0", "e1000");
        }
    };

    private final GuestBehaviour guest;
    private final String assignment;
    private final String conflict;

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
    private final List<String> records;

    GoldenCase(String assignment) {
        this(OBEDIENT, assignment, "");
    }

    GoldenCase(GuestBehaviour guest, String assignment, String conflict, String... records) {
        this.guest = guest;
        this.assignment = assignment;
        this.conflict = conflict;
        this.records = List.of(records);
    }

    /** Changes the host while no manager runs. */
    void happens(Fleet fleet) {}

    GuestBehaviour guest() {
        return guest;
    }

    /** The state in which the first assignment of the host ends. */
    String assignment() {
        return assignment;
    }

    /** The state in which every conflict of the host ends; empty if the host has none. */
    String conflict() {
        return conflict;
    }

    /** The kinds of entries that the new manager adds to the timeline of the conflict, at least. */
    List<String> records() {
        return records;
    }

    /** The name of the host in the golden rows. */
    String host() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
