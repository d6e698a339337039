// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import java.util.List;
import java.util.Optional;

/**
 * One thing that happens. It knows nothing of what happened before: what it is about it finds when its turn comes,
 * and if there is nothing of the kind nothing happens. So a schedule can lose any of its actions and is still one.
 */
interface Action {

    void on(World world);

    /** The n-th of them, whatever n is. */
    static <T> Optional<T> pick(List<T> among, int n) {
        return among.isEmpty() ? Optional.empty() : Optional.of(among.get(n % among.size()));
    }
}
