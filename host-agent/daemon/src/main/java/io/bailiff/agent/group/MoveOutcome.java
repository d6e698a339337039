// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import java.util.List;

/** The outcome of an attempt to move a group. Each outcome has a message, and a remedy if an operator has something to do. */
public sealed interface MoveOutcome {

    String message();

    /**
     * The group is on the requested drivers, and verified.
     *
     * @param result the result
     * @param notRestored the parts of the host's configuration that the reattach could not restore, with what to do
     */
    record Done(String result, List<String> notRestored) implements MoveOutcome {

        public Done {
            notRestored = List.copyOf(notRestored);
        }

        Done(String result) {
            this(result, List.of());
        }

        @Override
        public String message() {
            return result + NotRestored.text(notRestored);
        }
    }

    /** The move was not tried, because the move is forbidden or impossible. Nothing was changed. */
    record Refused(Why why, String reason, String remedy) implements MoveOutcome {
        @Override
        public String message() {
            return reason + " " + remedy;
        }
    }

    /** The move was tried and failed, and the group is in its former state again. */
    record Undone(String reason, String remedy) implements MoveOutcome {
        @Override
        public String message() {
            return reason + " " + remedy;
        }
    }

    /** The move failed and could not be undone. The journal has the former state of the group, and {@link Recovery} tries again. */
    record Stuck(String reason, String remedy) implements MoveOutcome {
        @Override
        public String message() {
            return reason + " " + remedy;
        }
    }

    /** The reason for a refusal, for programs. */
    enum Why {
        /** No group of this host has the fingerprint. */
        NOT_HERE,
        /** The group is host-critical. */
        NEEDED_BY_HOST,
        /** The group is detached for another owner. */
        OWNED,
        /** A process has the group open, or may have. */
        IN_USE,
        /** Another operation on the group is in progress. */
        BUSY,
        /** No operation of this agent has produced the current state of the group. */
        NOT_OURS,
        /** An earlier operation on the group was interrupted. */
        UNFINISHED,
        /** A driver is missing on this host. */
        NO_DRIVER,
        /** Some data of the group could not be read. */
        UNREADABLE
    }
}
