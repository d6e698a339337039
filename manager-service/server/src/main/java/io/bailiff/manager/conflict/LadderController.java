// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.LadderTransition;
import io.bailiff.manager.api.Page;
import java.util.Arrays;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The REST resource of the conflicts' transition table, for people and for authors of clients. */
@RestController
class LadderController {

    @GetMapping("/api/v1/ladder")
    Page<LadderTransition> table() {
        return Page.whole(
                Arrays.stream(Transition.values()).map(LadderController::row).toList());
    }

    private static LadderTransition row(Transition transition) {
        return new LadderTransition(
                transition.name(),
                new TreeSet<>(transition.from()),
                transition.to(),
                transition.when(),
                transition.then(),
                transition.recordKind());
    }
}
