// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import io.bailiff.manager.database.DatabaseFailed;
import io.bailiff.manager.database.DatabaseFailure;
import io.bailiff.manager.problem.BodyLimit.BodyTooLargeException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Answers every rejected or failed request with a problem, for all sources of the failure. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final ApplicationEventPublisher events;

    ProblemAdvice(ApplicationEventPublisher events) {
        this.events = events;
    }

    @ExceptionHandler
    ResponseEntity<Object> ours(ProblemException refused) {
        return answer(refused.problem());
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception failure, WebRequest request) {
        return answer(failed(failure, request));
    }

    private Problem failed(Exception failure, WebRequest request) {
        return DatabaseFailure.of(failure)
                .map(kind ->
                        kind == DatabaseFailure.BUSY ? DatabaseBusy.problem() : unavailable(kind, failure, request))
                .orElseGet(() -> internal(failure, request));
    }

    /** Has the readiness checked soon. The readiness logs the failure once; a line for each request could fill the disk that is full. */
    private Problem unavailable(DatabaseFailure kind, Exception failure, WebRequest request) {
        LOG.debug("request failed because of the database {} reason={}", path(request), kind.code(), failure);
        events.publishEvent(new DatabaseFailed(kind));
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "database-unavailable",
                "The manager cannot use its database",
                kind.text() + ". If the request changes something, the change may have been stored.",
                null,
                "Read the present state, and send the request again if the request is still needed. GET"
                        + " /actuator/health/readiness shows the reason as long as the manager cannot work.",
                Map.of("reason", kind.code(), Problem.RETRY_AFTER_SECONDS, RETRY_AFTER_SECONDS));
    }

    /** Logs an unexpected failure, and returns the problem without any detail of the failure. */
    private static Problem internal(Exception bug, WebRequest request) {
        LOG.error(
                "request failed unexpectedly {} error={}: the client gets status 500",
                path(request),
                bug.toString(),
                bug);
        return Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "The manager failed unexpectedly",
                "The request failed unexpectedly, and may have changed something. The manager's log has the details.",
                "Read the present state, then decide if the request is still needed.");
    }

    private static String path(WebRequest request) {
        return "path="
                + (request instanceof ServletWebRequest servlet
                        ? servlet.getRequest().getRequestURI()
                        : request.getDescription(false));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        if (unreadable.getMostSpecificCause() instanceof BodyTooLargeException tooLarge) {
            return answer(tooLarge.problem());
        }
        return answer(UnreadableBody.problem(unreadable));
    }

    /** Answers a query parameter of another type, by the name of the JSON type. */
    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException mismatch, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return mismatch instanceof MethodArgumentTypeMismatchException argument
                ? answer(Fields.tooMuch(argument.getName(), "is not " + JsonTypes.wanted(argument.getRequiredType())))
                : super.handleTypeMismatch(mismatch, headers, status, request);
    }

    /** Answers Spring's own rejections of requests: 404, 405, 406, 415 and similar. The answers name no Java types. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception exception,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode statusCode,
            WebRequest request) {
        HttpStatus status = HttpStatus.valueOf(statusCode.value());
        if (status == HttpStatus.INTERNAL_SERVER_ERROR) {
            return answer(failed(exception, request));
        }
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(framework(status, detail(exception, body, status)).body());
    }

    private static String detail(Exception exception, @Nullable Object body, HttpStatus status) {
        if (exception instanceof NoResourceFoundException missing) {
            return "No resource has the path /" + missing.getResourcePath();
        }
        Object problem = body == null && exception instanceof ErrorResponse response ? response.getBody() : body;
        return problem instanceof ProblemDetail spring && spring.getDetail() != null
                ? spring.getDetail()
                : status.getReasonPhrase();
    }

    private static Problem framework(HttpStatus status, String detail) {
        String name = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        return Problem.of(status, name, status.getReasonPhrase(), detail, remedy(status));
    }

    private static String remedy(HttpStatus status) {
        if (status == HttpStatus.NOT_FOUND) {
            return "GET / lists the resources.";
        }
        if (status == HttpStatus.METHOD_NOT_ALLOWED) {
            return "Use a method from the header Allow of this answer.";
        }
        if (status == HttpStatus.UNSUPPORTED_MEDIA_TYPE || status == HttpStatus.NOT_ACCEPTABLE) {
            return "Send and accept application/json.";
        }
        return "Correct the request and send it again.";
    }

    private static ResponseEntity<Object> answer(Problem problem) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        Object retryAfter = problem.more().get(Problem.RETRY_AFTER_SECONDS);
        if (retryAfter != null) {
            answer.header(HttpHeaders.RETRY_AFTER, retryAfter.toString());
        }
        return answer.body(problem.body());
    }
}
