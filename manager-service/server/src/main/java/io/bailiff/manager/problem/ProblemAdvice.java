package io.bailiff.manager.problem;

import io.bailiff.manager.problem.BodyLimit.BodyTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers every rejected or failed request with a problem, for all sources of the failure. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> ours(ProblemException refused) {
        return answer(refused.problem());
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception bug, WebRequest request) {
        bug.printStackTrace(); // TEMP
        LOG.error("{} failed unexpectedly; whoever sent it got a 500", request.getDescription(false), bug);
        return answer(Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "The manager failed",
                "An error that should not happen; the manager's log has it",
                "Look at the state before you try again."));
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

    /** Answers Spring's own rejections of requests: 404, 405, 406, 415 and similar. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception exception,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode statusCode,
            WebRequest request) {
        HttpStatus status = HttpStatus.valueOf(statusCode.value());
        String detail = body instanceof ProblemDetail spring && spring.getDetail() != null
                ? spring.getDetail()
                : String.valueOf(exception.getMessage());
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(framework(status, detail).body());
    }

    private static Problem framework(HttpStatus status, String detail) {
        String name =
                status.getReasonPhrase().toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
        return Problem.of(status, name, status.getReasonPhrase(), detail, remedy(status));
    }

    private static String remedy(HttpStatus status) {
        if (status == HttpStatus.NOT_FOUND) {
            return "GET / lists what is here.";
        }
        if (status == HttpStatus.METHOD_NOT_ALLOWED) {
            return "The header Allow names the methods that this address knows.";
        }
        if (status == HttpStatus.UNSUPPORTED_MEDIA_TYPE || status == HttpStatus.NOT_ACCEPTABLE) {
            return "Send and accept application/json.";
        }
        return "Correct the request and send it again.";
    }

    private static ResponseEntity<Object> answer(Problem problem) {
        return ResponseEntity.status(problem.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem.body());
    }
}
