package io.bailiff.manager.restore;

/** How far a restoration is. */
enum RestorationState {
    /** The guest gets its functions again when the host does not use them any more. */
    WAITING,
    /** Over: the guest has its functions again, by another assignment. */
    RESTORED,
    /** Over: an operator has cancelled it. */
    CANCELLED
}
