// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.hostile;

import io.bailiff.testing.schedule.RandomSchedule;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * A valid report with changes.
 *
 * @param seed the seed of the report; decides the spelling of the JSON
 * @param actions the changes, in order
 */
record HostileReport(long seed, List<Mutation> actions) implements RandomSchedule<Mutation, HostileReport> {

    private static final int MOST_CHANGES = 3;

    HostileReport {
        actions = List.copyOf(actions);
    }

    /** Returns the report of a seed. */
    static HostileReport of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new HostileReport(
                seed,
                LongStream.generate(random::nextLong)
                        .limit(random.nextInt(3) > 0 ? 1 : MOST_CHANGES)
                        .mapToObj(Mutation::new)
                        .toList());
    }

    @Override
    public HostileReport with(List<Mutation> others) {
        return new HostileReport(seed, others);
    }

    /** Returns the JSON with a change of the text itself in some reports: no parser reads such a text, or each its own way. */
    String spelled(String json) {
        SplittableRandom random = new SplittableRandom(seed + 1);
        return switch (random.nextInt(40)) {
            case 0 -> json.substring(0, random.nextInt(json.length()));
            case 1 -> json + " {}";
            case 2 -> json.replaceFirst("\\{", "{\"bootId\":\"twice\",");
            case 3 -> json.replaceFirst("\"", "\u0000");
            case 4 -> "[" + json + "]";
            default -> json;
        };
    }
}
