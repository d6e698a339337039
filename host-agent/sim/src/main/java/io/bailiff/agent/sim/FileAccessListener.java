// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/**
 * A hook between agents and the files of simulated hosts. A test can block here to end an agent in the middle of a call. Each
 * call runs on a thread of its own.
 */
public interface FileAccessListener {

    /**
     * Runs before a call takes effect.
     *
     * @return true to continue; after false, the call never takes effect and gets no answer
     */
    default boolean before(String host, FileRequest request) {
        return true;
    }

    /** Runs after a call has taken effect, before the answer. */
    default void after(String host, FileRequest request, FileReply reply) {}
}
