// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

/** The rejection of a request. Nothing has changed. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
