// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.step.Next;
import io.bailiff.manager.step.Stepper;
import java.util.Collection;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Executes the step for an assignment's state. */
@Component
class AssignmentStepper implements Stepper {

    static final String KIND = "assignment";

    private final AssignmentStore assignmentStore;
    private final BeginStep begin;
    private final DetachStep detach;
    private final AttachStep attach;
    private final ActiveStep active;
    private final ReleaseStep release;
    private final ReattachStep reattach;

    AssignmentStepper(
            AssignmentStore assignmentStore,
            BeginStep begin,
            DetachStep detach,
            AttachStep attach,
            ActiveStep active,
            ReleaseStep release,
            ReattachStep reattach) {
        this.assignmentStore = assignmentStore;
        this.begin = begin;
        this.detach = detach;
        this.attach = attach;
        this.active = active;
        this.release = release;
        this.reattach = reattach;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Next step(UUID id) {
        Assignment assignment = assignmentStore
                .find(id)
                .orElseThrow(() -> new IllegalStateException(
                        "A step is scheduled for the assignment " + id + ", which is not stored"));
        return switch (assignment.state()) {
            case REQUESTED -> begin.step(assignment);
            case DETACHING -> detach.step(assignment);
            case ATTACHING -> attach.step(assignment);
            case ACTIVE -> active.step(assignment);
            case RELEASING, EVICTING -> release.step(assignment);
            case REATTACHING -> reattach.step(assignment);
            case RELEASED, FAILED, EVICTED, LOST -> Next.DONE;
        };
    }

    @Override
    public Collection<UUID> unfinished() {
        return assignmentStore.live();
    }
}
