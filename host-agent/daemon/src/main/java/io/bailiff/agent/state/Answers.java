// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import io.bailiff.agent.api.UnknownAnswer;
import java.util.List;

/**
 * The stored answers to the unknowns of a host, as read at one time.
 *
 * @param answers the answers; empty if a file could not be read: every unknown then stays unknown
 * @param problems the files that could not be read, each as a sentence for people
 */
public record Answers(List<Answer> answers, List<String> problems) {

    public static final Answers NONE = new Answers(List.of(), List.of());

    public Answers {
        answers = List.copyOf(answers);
        problems = List.copyOf(problems);
    }

    /**
     * A stored answer.
     *
     * @param answer the answer
     * @param file the path of the file with the answer, as evidence
     */
    public record Answer(UnknownAnswer answer, String file) {}
}
