// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.Map;

/**
 * The server's answer.
 *
 * @param status the HTTP status; 0 to close the connection without an answer
 * @param body the value to send as JSON
 */
record HttpReply(int status, Object body) {

    static HttpReply none() {
        return new HttpReply(0, "");
    }

    boolean answered() {
        return status != 0;
    }

    static HttpReply ok(Object body) {
        return new HttpReply(200, body);
    }

    static HttpReply error(int status, String code, String message) {
        return new HttpReply(status, Map.of("code", code, "message", message));
    }
}
