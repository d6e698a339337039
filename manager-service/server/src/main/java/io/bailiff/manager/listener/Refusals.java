// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.problem.ProblemJson;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Answers requests that a listener refuses before an endpoint handles them. The connection ends with the answer. */
@Component
class Refusals {

    private static final int RETRY_AFTER_SECONDS = 2;

    private final ProblemJson json;

    Refusals(ProblemJson json) {
        this.json = json;
    }

    void write(Problem problem, Request request, Response response, Callback callback) {
        if (response.isCommitted()) {
            callback.failed(new IllegalStateException("The answer has begun already"));
            return;
        }
        response.reset();
        response.setStatus(problem.status().value());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        Object retryAfter = problem.more().get(Problem.RETRY_AFTER_SECONDS);
        if (retryAfter != null) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, retryAfter.toString());
        }
        response.write(true, ByteBuffer.wrap(json.of(problem)), callback);
    }

    static Problem busy() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "manager-busy",
                        "The manager has too many requests",
                        "The manager has more requests of this kind than it can handle at once",
                        "Wait for the time in the header Retry-After, then repeat the request.")
                .with(Problem.RETRY_AFTER_SECONDS, RETRY_AFTER_SECONDS);
    }

    static Problem tooManyOfHost() {
        return Problem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "too-many-requests",
                        "Too many requests at once",
                        "The host has too many requests in progress",
                        "Wait for the answers, then repeat the request after the time in the header Retry-After.")
                .with(Problem.RETRY_AFTER_SECONDS, RETRY_AFTER_SECONDS);
    }

    static Problem tooSlow() {
        return Problem.of(
                HttpStatus.REQUEST_TIMEOUT,
                "request-too-slow",
                "The request is too slow",
                "The body of the request did not arrive in time",
                "Check the network between the client and the manager, then repeat the request.");
    }
}
