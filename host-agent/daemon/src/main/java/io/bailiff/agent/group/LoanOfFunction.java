// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The loans of this agent, by function.
 *
 * @param journals the readable journals
 * @param unreadable the failure to read the journals, or null: an unreadable journal may be about any function
 */
record LoanOfFunction(List<Journal> journals, @Nullable String unreadable) {

    static LoanOfFunction read(LentJournals lent) {
        try {
            return new LoanOfFunction(lent.all(), null);
        } catch (IOException failure) {
            return new LoanOfFunction(List.of(), String.valueOf(failure.getMessage()));
        }
    }

    /** Returns the owner for whom the function is detached. */
    Optional<String> owner(PciAddress function) {
        return journals.stream()
                .filter(journal -> journal.members().stream()
                        .anyMatch(member -> member.address().equals(function)))
                .map(Journal::owner)
                .findFirst();
    }
}
