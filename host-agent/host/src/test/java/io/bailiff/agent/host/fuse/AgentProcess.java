// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An agent as a process that can be killed. The arguments are the test's directory, the name of the covered file, and the tickets of the
 * held writes. Prints {@code held TICKET} for each held write, and reads {@code TICKET} lines of writes to be made.
 */
final class AgentProcess {

    private AgentProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Set<Long> tickets = Arrays.stream(arguments).skip(2).map(Long::valueOf).collect(Collectors.toSet());
        FuseWriteInterceptor interceptor = FuseWriteInterceptor.open(CoveredHost.setting(directory));
        if (interceptor.inherited()) {
            interceptor.takeOver(tickets);
        }
        interceptor.coverOnly(
                Set.of(directory.resolve("files").resolve(arguments[1]).toString()));
        System.out.println("ready");
        new Thread(() -> performFromInput(interceptor)).start();
        while (true) {
            for (Writing writing : interceptor.await(Duration.ofSeconds(1))) {
                if (writing.text().startsWith("hold")) {
                    System.out.println("held " + writing.ticket());
                } else {
                    interceptor.perform(writing.ticket());
                }
            }
        }
    }

    private static void performFromInput(FuseWriteInterceptor interceptor) {
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .lines()
                .forEach(ticket -> interceptor.perform(Long.parseLong(ticket)));
    }
}
