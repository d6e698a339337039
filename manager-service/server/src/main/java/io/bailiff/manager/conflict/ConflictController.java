// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.ConflictView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST resource of conflicts, for operators. */
@RestController
@RequestMapping("/api/v1/conflicts")
class ConflictController {

    private final Conflicts conflicts;
    private final Hosts hosts;

    ConflictController(Conflicts conflicts, Hosts hosts) {
        this.conflicts = conflicts;
        this.hosts = hosts;
    }

    /** Returns conflicts without users and timeline, and with their first claims only; the newest first. */
    @GetMapping
    Page<ConflictView> list(
            @RequestParam(required = false) @Nullable String host,
            @RequestParam(required = false) @Nullable ConflictState state,
            @RequestParam(required = false) @Nullable Boolean open,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor, "conflicts", host, state, open);
        return conflicts.page(host == null ? null : hosts.require(host).id(), state, open, page);
    }

    @GetMapping("/{id}")
    ConflictView one(@PathVariable String id) {
        return conflicts.get(Fields.id(id, "conflict"));
    }
}
