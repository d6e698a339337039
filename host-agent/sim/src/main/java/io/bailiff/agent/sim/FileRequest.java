// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A call of {@link io.bailiff.agent.host.HostFiles} or {@link io.bailiff.agent.host.ModuleLoader} in transit to a simulated
 * host.
 *
 * @param op the called method
 * @param path the file, or the module to load
 * @param value the value to write; base 64 for bytes
 * @param timeoutMillis the time limit of a detached write, in milliseconds
 * @param max the maximum number of bytes to read
 * @param offset the position of the bytes to write
 */
public record FileRequest(
        Operation op,
        String path,
        @Nullable String value,
        @Nullable Long timeoutMillis,
        @Nullable Integer max,
        @Nullable Integer offset) {

    public FileRequest {
        if (op == null || path == null) {
            throw new IllegalArgumentException("\"op\" or \"path\" is missing");
        }
    }

    /** The methods, with their names in the protocol. */
    public enum Operation {
        READ("read"),
        READ_BYTES("readBytes"),
        WRITE("write"),
        WRITE_BYTES("writeBytes"),
        WRITE_DETACHED("writeDetached"),
        LIST("list"),
        LINK("link"),
        REAL("real"),
        EXISTS("exists"),
        LOAD("load");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        @JsonValue
        public String word() {
            return word;
        }
    }

    static FileRequest of(Operation op, String path) {
        return new FileRequest(op, path, null, null, null, null);
    }

    /** Returns true if the call changes the host. */
    public boolean changes() {
        return switch (op) {
            case WRITE, WRITE_BYTES, WRITE_DETACHED, LOAD -> true;
            case READ, READ_BYTES, LIST, LINK, REAL, EXISTS -> false;
        };
    }
}
