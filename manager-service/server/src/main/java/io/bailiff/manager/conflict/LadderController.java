package io.bailiff.manager.conflict;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The transition table, for people and for those who write against it. */
@RestController
class LadderController {

    /**
     * One row of the table.
     *
     * @param transition its name
     * @param from the states in which it may happen
     * @param to where it leads, or null if the conflict stays where it is
     * @param when when it happens
     * @param then what is done after it has been written down
     * @param record the kind of its entries in the timeline
     */
    record Row(
            Transition transition,
            Set<ConflictState> from,
            @Nullable ConflictState to,
            String when,
            String then,
            String record) {

        static Row of(Transition transition) {
            return new Row(
                    transition,
                    new TreeSet<>(transition.from()),
                    transition.to(),
                    transition.when(),
                    transition.then(),
                    transition.recordKind());
        }
    }

    @GetMapping("/api/v1/ladder")
    List<Row> table() {
        return Arrays.stream(Transition.values()).map(Row::of).toList();
    }
}
