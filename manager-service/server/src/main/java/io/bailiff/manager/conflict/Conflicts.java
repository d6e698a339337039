// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.ConflictView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.page.NewestFirst;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import jakarta.persistence.EntityManager;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads conflicts for the REST API, pages, commands and metrics. */
@Component
public class Conflicts {

    private final ConflictStore store;
    private final Timeline timeline;
    private final ConflictViews views;
    private final EntityManager entities;

    Conflicts(ConflictStore store, Timeline timeline, ConflictViews views, EntityManager entities) {
        this.store = store;
        this.timeline = timeline;
        this.views = views;
        this.entities = entities;
    }

    /**
     * Returns a page of the conflicts without their timelines, the newest first.
     *
     * @param host the only host of interest, or null for all hosts
     * @param state the only state of interest, or null for all states
     * @param open true for open conflicts only, false for ended conflicts only, null for all conflicts
     */
    @Transactional(readOnly = true)
    public Page<ConflictView> page(
            @Nullable UUID host, @Nullable ConflictState state, @Nullable Boolean open, PageRequest page) {
        NewestFirst<ConflictRow> query = NewestFirst.of(ConflictRow.class, "openedAt", "id")
                .having("hostId", host)
                .having("state", state);
        if (Boolean.TRUE.equals(open)) {
            query.where("r.liveGroup > ''");
        } else if (Boolean.FALSE.equals(open)) {
            query.without("liveGroup");
        }
        Page<ConflictRow> found =
                page.page(query.read(entities, page), NewestFirst.position(row -> row.openedAt, ConflictRow::getId));
        return found.with(
                views.ofAll(found.items().stream().map(ConflictRow::conflict).toList()));
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
                                conflict.id(), conflict.assignment(), conflict.openedAt(), store.storyEnds(conflict)))
                .orElseThrow(() -> Fields.unknown("conflict", id.toString()).exception());
    }
}
