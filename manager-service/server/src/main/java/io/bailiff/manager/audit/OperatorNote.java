// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

/**
 * An operator's note on a change.
 *
 * @param by the operator, as named in the record
 * @param why the reason, in the operator's own words
 */
public record OperatorNote(String by, String why) {}
