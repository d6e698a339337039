package io.bailiff.agent.link;

/** The manager could not be asked, or did not do what it was asked. */
final class ManagerException extends Exception {

    private final Kind kind;

    ManagerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** What can be done about it. */
    enum Kind {
        /** It does not answer, or answers that it cannot now. Try again. */
        AWAY,
        /** It does not know this host's credential. Enrol again. */
        UNKNOWN_CREDENTIAL,
        /** It says no, and will until somebody changes something. */
        REFUSED,
        /** It has a newer report of this host already. */
        REPORT_TOO_OLD
    }
}
