// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Recognizes the programs of kmod that are about to unload a module when they read the module's {@code refcnt}: {@code rmmod}, and
 * {@code modprobe}, which reads the file for no other purpose than {@code -r}. {@code lsmod}, {@code kmod list} and other programs read the file to
 * show the use.
 *
 * <p>After a failed read of the file, {@code rmmod} stops, and {@code modprobe} unloads the module all the same (check_module_inuse in
 * tools/rmmod.c, rmmod_do_module in tools/modprobe.c of kmod).
 */
final class UnloadCommand {

    private static final String RMMOD = "rmmod";
    private static final String MODPROBE = "modprobe";
    private static final String KMOD = "kmod";
    private static final Set<String> NAMES = Set.of(RMMOD, MODPROBE, KMOD);

    /** The options of modprobe with a value: {@code --config}, {@code --dirname}, {@code --set-version}, {@code --wait}. */
    private static final String WITH_VALUE = "CdSw";

    private static final String DRY_RUN = "--dry-run";
    private static final int SHORTEST_ABBREVIATION = "--dr".length();

    private UnloadCommand() {}

    /** Returns true if a process of this name may be about to unload a module. The name is that of {@code /proc/PID/comm}. */
    static boolean isPossible(String name) {
        return NAMES.contains(name);
    }

    /**
     * Returns true if the command unloads a module after a read of the module's {@code refcnt}. A command that cannot be read counts as one that
     * does.
     *
     * @param command the command line, with blanks between the words
     */
    static boolean isUnload(String command) {
        List<String> words = Arrays.asList(command.split(" "));
        List<String> arguments = words.subList(1, words.size());
        return switch (words.get(0).substring(words.get(0).lastIndexOf('/') + 1)) {
            case RMMOD -> true;
            case MODPROBE -> arguments.stream().noneMatch(UnloadCommand::isDryRun);
            case KMOD -> arguments.contains("remove") || arguments.contains(RMMOD);
            default -> command.equals(ClaimantReader.ENDED);
        };
    }

    /** Returns true for {@code --dry-run}, also shortened, its other name {@code --show}, and {@code -n}, also among other letters. */
    private static boolean isDryRun(String word) {
        if (word.startsWith("--")) {
            return word.equals("--show") || (word.length() >= SHORTEST_ABBREVIATION && DRY_RUN.startsWith(word));
        }
        return word.startsWith("-")
                && word.chars()
                        .skip(1)
                        .takeWhile(letter -> WITH_VALUE.indexOf(letter) < 0)
                        .anyMatch(letter -> letter == 'n');
    }
}
