// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.ConflictView;
import io.bailiff.manager.audit.Timeline;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads conflicts for the REST API, pages, commands and metrics. */
@Component
public class Conflicts {

    private final ConflictStore store;
    private final Timeline timeline;
    private final ConflictViews views;

    Conflicts(ConflictStore store, Timeline timeline, ConflictViews views) {
        this.store = store;
        this.timeline = timeline;
        this.views = views;
    }

    /**
     * Returns conflicts without their timelines, the oldest first.
     *
     * @param host the only host of interest, or null for all hosts
     * @param state the only state of interest, or null for all states
     * @param open true for open conflicts only, false for ended conflicts only, null for all conflicts
     */
    public List<ConflictView> list(@Nullable UUID host, @Nullable ConflictState state, @Nullable Boolean open) {
        List<Conflict> found = host == null ? store.all() : store.onHost(host);
        return found.stream()
                .filter(conflict -> state == null || state == conflict.state())
                .filter(conflict -> open == null || open == !conflict.state().ended())
                .map(conflict -> views.of(conflict, null))
                .toList();
    }

    /**
     * Returns a conflict with its timeline.
     *
     * @throws io.bailiff.manager.problem.ProblemException 404 if no conflict has the id
     */
    public ConflictView get(UUID id) {
        Conflict conflict = store.require(id);
        return views.of(
                conflict,
                timeline.ofConflict(
                        conflict.id(), conflict.assignment(), conflict.openedAt(), store.storyEnds(conflict)));
    }
}
