package io.bailiff.manager.audit;

/**
 * What an operator has said about a change.
 *
 * @param by who, as the record has it
 * @param why in the operator's own words
 */
public record OperatorNote(String by, String why) {}
