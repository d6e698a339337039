// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Carries the calls of a child process to the files of a simulated host in its parent, over the child's standard output and
 * input. The host so outlives the child, as with {@link SimServer}, but a process that lives for one command need not start an HTTP
 * client.
 */
public final class PipedSimFiles implements RemoteSimFiles.Transport {

    /** The first character of a line of output that is a call. */
    private static final String CALL = "\u0001";

    private final PrintStream output;
    private final BufferedReader input;
    private boolean closed;

    /** The child's end: {@code output} and {@code input} are its standard ones. */
    public PipedSimFiles(PrintStream output, BufferedReader input) {
        this.output = output;
        this.input = input;
    }

    /** The files as the child sees them. */
    public RemoteSimFiles files() {
        return new RemoteSimFiles(this);
    }

    /** One call at a time. */
    @Override
    public synchronized byte[] exchange(byte[] request) throws IOException {
        if (closed) {
            throw new IOException("the pipe is closed");
        }
        String line = CALL + new String(request, StandardCharsets.UTF_8) + "\n";
        output.write(line.getBytes(StandardCharsets.UTF_8));
        output.flush();
        String reply = input.readLine();
        if (reply == null) {
            throw new EOFException("nobody answers on the standard input");
        }
        return reply.getBytes(StandardCharsets.UTF_8);
    }

    /** Ends the calls of threads that a command has left behind: the next line of input is for somebody else. */
    public synchronized void close() {
        closed = true;
    }

    /** Carries out a call of a child and returns the line to answer it with; empty if the line is no call. */
    public static Optional<String> answer(SimFiles files, String line) {
        return line.startsWith(CALL)
                ? Optional.of(HttpCall.JSON.writeValueAsString(FileCalls.answer(
                        files, HttpCall.JSON.readValue(line.substring(CALL.length()), FileRequest.class))))
                : Optional.empty();
    }
}
