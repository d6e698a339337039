// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns {@link HomeUnusableException} into a single clear message. */
final class HomeUnusableAnalyzer extends AbstractFailureAnalyzer<HomeUnusableException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, HomeUnusableException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy(), cause);
    }
}
