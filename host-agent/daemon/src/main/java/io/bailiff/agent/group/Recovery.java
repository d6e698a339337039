package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is done after a crash, before anything else: every group that has a journal is brought to one side, whole.
 *
 * <p>A detach that got all members to their vfio drivers is finished, any other is undone; a reattach is finished, and where
 * that fails undone. What members are pinned and bound to tells how far it got. A group that has no journal is not touched,
 * whatever it looks like.
 */
public final class Recovery {

    private final JournalStore journals;
    private final GroupOperations operations;

    public Recovery(JournalStore journals, GroupOperations operations) {
        this.journals = journals;
        this.operations = operations;
    }

    /**
     * What became of each group that has a journal. May be run at any time, and again.
     *
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
