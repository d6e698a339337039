// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns {@link ListenerRefusedException} into a single clear message. */
final class ListenerRefusedAnalyzer extends AbstractFailureAnalyzer<ListenerRefusedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ListenerRefusedException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Leave out server.address, or set it to 127.0.0.1. Reach the listener from other machines through an ssh tunnel, or through"
                        + " a proxy with a sign-in on this machine. Agents have a listener of their own: bailiff.agent.address and"
                        + " bailiff.agent.port.",
                cause);
    }
}
