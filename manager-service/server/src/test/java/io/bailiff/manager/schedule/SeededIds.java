// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import java.util.Random;
import java.util.UUID;
import org.springframework.util.IdGenerator;

/** The same ids whenever the same schedule is run. */
final class SeededIds implements IdGenerator {

    private Random random = new Random(0);

    void beginAnew() {
        random = new Random(0);
    }

    @Override
    public UUID generateId() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
