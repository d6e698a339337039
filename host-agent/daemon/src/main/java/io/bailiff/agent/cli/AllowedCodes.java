// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads and writes the codes of {@code detach --allow}. */
final class AllowedCodes {

    private AllowedCodes() {}

    /**
     * Returns the codes with the names, in capitals or not.
     *
     * @throws CommandFailure if a name is no code that a request may override
     */
    static Set<Code> of(List<String> names) {
        return names.stream().map(String::strip).map(AllowedCodes::code).collect(Collectors.toSet());
    }

    /** Returns the option that overrides all refusals: {@code --allow CODE,CODE}; empty if there is no refusal, or a need among the refusals. */
    static Optional<String> optionFor(Collection<Refusal> refusals) {
        return refusals.isEmpty() || !refusals.stream().allMatch(Refusal::isOverridable)
                ? Optional.empty()
                : Optional.of("--allow "
                        + spelled(refusals.stream().map(Refusal::code).collect(Collectors.toSet())));
    }

    private static Code code(String name) {
        return overridable().stream()
                .filter(code -> code.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.BAD_INPUT,
                        "--allow: \"" + name + "\" is not the code of a use that a request may end.",
                        "The codes are " + spelled(overridable()) + "."));
    }

    private static List<Code> overridable() {
        return Arrays.stream(Code.values()).filter(Code::isOverridable).toList();
    }

    private static String spelled(Collection<Code> codes) {
        return codes.stream().sorted().map(Code::name).collect(Collectors.joining(","));
    }
}
