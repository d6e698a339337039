// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.LadderTransition;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The REST resource of the conflicts' transition table, for people and for authors of clients. */
@RestController
class LadderController {

    @GetMapping("/api/v1/ladder")
    List<LadderTransition> table() {
        return Arrays.stream(Transition.values()).map(LadderController::row).toList();
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
