// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Limits the size of a body to the need of the request. */
@Component
class BodyLimit extends OncePerRequestFilter {

    private static final int MOST_DISCARDED = 8 * 1024 * 1024;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(new Limited(request, BodySize.of(request.getRequestURI())), response);
    }

    /** The body is larger than the limit. */
    static final class BodyTooLargeException extends IOException {

        private final int limit;

        BodyTooLargeException(int limit) {
            super("The body is larger than " + limit + " bytes");
            this.limit = limit;
        }

        Problem problem() {
            return Problem.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body-too-large",
                    "The body is too large",
                    "The body is larger than " + limit + " bytes",
                    "Send at most " + limit + " bytes.");
        }
    }

    private static final class Limited extends HttpServletRequestWrapper {

        private final int limit;

        Limited(HttpServletRequest request, int limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (getContentLengthLong() > limit) {
                discard(super.getInputStream());
                throw new BodyTooLargeException(limit);
            }
            return new LimitedStream(super.getInputStream(), limit);
        }
    }

    /**
     * Reads and discards the rest of a body, but at most 8 MiB. A connection closed with unread bytes of the request is reset. A client
     * that still writes would see the reset instead of the answer.
     */
    private static void discard(ServletInputStream body) throws IOException {
        byte[] buffer = new byte[8192];
        int left = MOST_DISCARDED;
        for (int got = body.read(buffer); got > 0 && left > 0; got = body.read(buffer)) {
            left -= got;
        }
    }

    private static final class LimitedStream extends ServletInputStream {

        private final ServletInputStream body;
        private final int limit;
        private long read;

        LimitedStream(ServletInputStream body, int limit) {
            this.body = body;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int value = body.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int got = body.read(buffer, offset, length);
            count(Math.max(got, 0));
            return got;
        }

        private void count(int bytes) throws IOException {
            read += bytes;
            if (read > limit) {
                discard(body);
                throw new BodyTooLargeException(limit);
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
