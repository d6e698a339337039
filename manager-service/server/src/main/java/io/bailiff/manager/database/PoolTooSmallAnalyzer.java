// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns {@link PoolTooSmallException} into a single clear message. */
final class PoolTooSmallAnalyzer extends AbstractFailureAnalyzer<PoolTooSmallException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PoolTooSmallException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Raise spring.datasource.hikari.maximum-pool-size, or lower bailiff.database.operators, bailiff.database.agents and"
                        + " bailiff.database.health.",
                cause);
    }
}
