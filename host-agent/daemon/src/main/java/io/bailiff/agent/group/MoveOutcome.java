package io.bailiff.agent.group;

/** What became of an attempt to move a group. Each says what happened and, where there is something to do, what. */
public sealed interface MoveOutcome {

    String message();

    /** The group is where it was wanted, and verified to be. */
    record Done(String message) implements MoveOutcome {}

    /** It was not even tried, because it must not be or cannot be. Nothing was touched. */
    record Refused(Why why, String reason, String remedy) implements MoveOutcome {
        @Override
        public String message() {
            return reason + " " + remedy;
        }
    }

    /** It was tried, it failed, and the group is again as it was before. */
    record Undone(String reason, String remedy) implements MoveOutcome {
        @Override
        public String message() {
            return reason + " " + remedy;
        }
    }

    /** It failed and could not be undone. The journal knows how the group was, and {@link Recovery} tries again. */
    record Stuck(String reason, String remedy) implements MoveOutcome {
        @Override
        public String message() {
            return reason + " " + remedy;
        }
    }

    /** What a refusal rests on, for programs. */
    enum Why {
        /** No group of this host has this fingerprint. */
        NOT_HERE,
        /** The host cannot spare it. */
        NEEDED_BY_HOST,
        /** It is detached for somebody else. */
        OWNED,
        /** A process has it open, or may have. */
        IN_USE,
        /** Another operation on it is under way. */
        BUSY,
        /** It is where no operation of the agent's has put it. */
        NOT_OURS,
        /** An earlier operation on it was interrupted. */
        UNFINISHED,
        /** A driver is missing on this host. */
        NO_DRIVER,
        /** Something about it could not be read. */
        UNREADABLE
    }
}
