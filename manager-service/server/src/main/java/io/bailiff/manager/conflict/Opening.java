package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;

/**
 * A conflict that is about to be opened.
 *
 * @param assignment whose group it is about
 * @param petition the claim because of which it is
 * @param row the conflict
 */
record Opening(Assignment assignment, Petition petition, ConflictRow row) {}
