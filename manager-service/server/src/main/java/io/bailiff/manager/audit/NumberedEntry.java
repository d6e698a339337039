// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import io.bailiff.manager.api.RecordEntry;

/**
 * A stored entry with its number. Later entries have larger numbers; two transactions at the same time take their numbers in any order.
 *
 * @param number the number, unique in the record
 * @param entry the entry
 */
public record NumberedEntry(long number, RecordEntry entry) {}
