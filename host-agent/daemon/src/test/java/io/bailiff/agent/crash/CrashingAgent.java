// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.crash.Effects.End;
import java.io.IOException;
import java.util.List;

/** An agent each of whose operations can be cut off at one of its effects, as a crash would. */
interface CrashingAgent extends AutoCloseable {

    /**
     * Runs an operation until its end, or until its place.
     *
     * @param end how it ends at its place; an agent that shares its process with the test freezes in any case
     * @param point the place
     */
    Ended run(Operation operation, End end, KillPoint point) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /**
     * The end of an operation.
     *
     * @param crashed true if it got to its place, false if it ended by itself
     * @param exitCode its exit code, if it ended by itself
     * @param where the effect at which it crashed, for people
     * @param effects the effects that it had, if it ended by itself
     * @param alarms reports of functions that were loose in between
     * @param words everything that it printed
     */
    record Ended(
            boolean crashed, int exitCode, String where, List<String> effects, List<String> alarms, String words) {}
}
