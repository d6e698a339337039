// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the functions that a process names by address in the command line ({@code driverctl set-override 0000:02:01.1 e1000}).
 * Without an address there, the command line of the nearest parent with an address counts. The open does not show the function of
 * the coming write.
 */
final class NamedFunctions {

    private static final Pattern ADDRESS =
            Pattern.compile("(?<![0-9a-fA-F:])[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[01][0-9a-fA-F]\\.[0-7](?![0-9a-fA-F.])");

    private NamedFunctions() {}

    static List<PciAddress> namedBy(Claimant claimant) {
        Stream<String> commands = Stream.concat(
                Stream.of(claimant.command()), claimant.parents().stream().map(Claimant.Parent::command));
        Optional<List<PciAddress>> nearest = commands.map(NamedFunctions::addresses)
                .filter(it -> !it.isEmpty())
                .findFirst();
        return nearest.orElse(List.of());
    }

    private static List<PciAddress> addresses(String command) {
        return ADDRESS.matcher(command)
                .results()
                .map(MatchResult::group)
                .map(PciAddress::parse)
                .distinct()
                .toList();
    }
}
