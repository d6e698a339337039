// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.UnknownAnswer;
import java.util.List;

/**
 * The unknowns of a host with the operators' answers, at one time.
 *
 * @param all every unknown, with or without an answer
 * @param answers the answers in force
 * @param unused the stored answers without effect
 * @param problems the files of answers that could not be read, each as a sentence for people
 */
public record HostUnknowns(
        List<HostUnknown> all, List<UnknownAnswer> answers, List<Unused> unused, List<String> problems) {

    public static final HostUnknowns NONE = new HostUnknowns(List.of(), List.of(), List.of(), List.of());

    public HostUnknowns {
        all = List.copyOf(all);
        answers = List.copyOf(answers);
        unused = List.copyOf(unused);
        problems = List.copyOf(problems);
    }

    /**
     * A stored answer without effect.
     *
     * @param answer the answer
     * @param why the reason
     */
    public record Unused(UnknownAnswer answer, Why why) {}

    /** The reasons for which an answer has no effect. */
    public enum Why {
        /** The host has no such unknown now. */
        NO_SUCH_UNKNOWN,
        /** A named function is gone, or the addresses of functions with the same ids have changed. */
        HARDWARE_CHANGED
    }

    /** Returns the unknowns without an answer in force. */
    public List<HostUnknown> open() {
        return all.stream().filter(unknown -> answersTo(unknown).isEmpty()).toList();
    }

    /** Returns the answers in force to the unknown. */
    public List<UnknownAnswer> answersTo(HostUnknown unknown) {
        return answers.stream().filter(answer -> answer.isAbout(unknown)).toList();
    }
}
