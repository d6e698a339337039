// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list. Every list of the API has this form.
 *
 * @param items the items of this part, in the order of the list
 * @param next the cursor of the following part, for the parameter {@code cursor} of the same request; null if the list ends here
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable String next) {

    public Page {
        items = List.copyOf(items);
    }

    /** Returns a list that is never divided. */
    public static <T> Page<T> whole(List<T> items) {
        return new Page<>(items, null);
    }

    /** Returns this part with another form of the items. */
    public <V> Page<V> with(List<V> others) {
        return new Page<>(others, next);
    }
}
