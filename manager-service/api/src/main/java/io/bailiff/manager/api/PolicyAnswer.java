package io.bailiff.manager.api;

/**
 * What a place says of the ladder.
 *
 * @param said by itself
 * @param effective with what is said further away, and the defaults
 */
public record PolicyAnswer(PolicyView said, PolicyView effective) {}
