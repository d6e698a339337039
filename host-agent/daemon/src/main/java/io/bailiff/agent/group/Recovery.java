// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The recovery after a crash, before any other operation. Every group with a journal is moved completely, either to the
 * vfio drivers or to the host drivers.
 *
 * <p>A detach with all members on their vfio drivers is finished; any other detach is undone. A reattach is finished,
 * or undone if finishing fails. The current pins and bindings of the members show the progress before the crash. A
 * group without a journal is not touched, in any state.
 */
public final class Recovery {

    private final JournalStore journals;
    private final GroupOperations operations;

    public Recovery(JournalStore journals, GroupOperations operations) {
        this.journals = journals;
        this.operations = operations;
    }

    /**
     * Recovers every group with a journal. May run at any time, and repeatedly.
     *
     * @return the outcome of each group
     * @throws IOException if the journals cannot be listed
     */
    public Map<GroupFingerprint, MoveOutcome> run(StepListener listener) throws IOException {
        Map<GroupFingerprint, MoveOutcome> outcomes = new LinkedHashMap<>();
        for (GroupFingerprint fingerprint : journals.groups()) {
            outcomes.put(fingerprint, operations.recover(fingerprint, listener));
        }
        return outcomes;
    }
}
