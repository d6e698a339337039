// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import io.bailiff.agent.api.UnknownAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored answers to the unknowns of a host, in two files. Only commands on the host write the first file, and only the agent of a manager
 * writes the second file, so that neither overwrites an answer of the other.
 */
public final class HostAnswers {

    private final AnswerFile ofHost;
    private final AnswerFile ofManager;

    /** @param directory the agent's state directory */
    public HostAnswers(Path directory, StateFiles files) {
        this.ofHost = new AnswerFile(directory.resolve("answers.json"), files);
        this.ofManager = new AnswerFile(directory.resolve("manager-answers.json"), files);
    }

    /** Returns all answers. A file that cannot be read becomes a problem, and then no answer counts: a lost answer may name a function. */
    public Answers read() {
        List<Answers.Answer> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (AnswerFile file : List.of(ofHost, ofManager)) {
            try {
                file.read()
                        .forEach(answer ->
                                found.add(new Answers.Answer(answer, file.path().toString())));
            } catch (IOException failure) {
                problems.add("No answer to an unknown counts. " + failure.getMessage());
            }
        }
        return problems.isEmpty() ? new Answers(found, List.of()) : new Answers(List.of(), problems);
    }

    /** Stores an answer that an operator gives on the host, in place of an earlier such answer to the same unknown. */
    public void put(UnknownAnswer answer) throws IOException {
        List<UnknownAnswer> answers = without(answer.id(), ofHost.read());
        answers.add(answer);
        ofHost.write(answers);
    }

    /** Removes an answer that an operator gave on the host. Returns false if there is no such answer. */
    public boolean remove(String id) throws IOException {
        List<UnknownAnswer> known = ofHost.read();
        List<UnknownAnswer> left = without(id, known);
        if (left.size() == known.size()) {
            return false;
        }
        ofHost.write(left);
        return true;
    }

    /** Replaces all answers that operators gave through the manager. A malformed file is replaced too: the manager sends every answer. */
    public void replaceOfManager(List<UnknownAnswer> answers) throws IOException {
        if (!isStored(answers)) {
            ofManager.write(answers);
        }
    }

    private boolean isStored(List<UnknownAnswer> answers) {
        try {
            return ofManager.read().equals(answers);
        } catch (IOException unreadable) {
            // The caller writes the file anew, and a failure of the write is reported.
            return false;
        }
    }

    private static List<UnknownAnswer> without(String id, List<UnknownAnswer> answers) {
        return new ArrayList<>(
                answers.stream().filter(answer -> !answer.id().equals(id)).toList());
    }
}
