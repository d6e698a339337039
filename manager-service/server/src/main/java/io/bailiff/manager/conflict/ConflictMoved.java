package io.bailiff.manager.conflict;

import java.util.UUID;

/** Something has happened to a conflict; published in the transaction that writes it down. */
public record ConflictMoved(UUID conflict, UUID host, Transition transition) {}
