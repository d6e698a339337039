// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The commands {@code backup} and {@code restore} of the manager's jar. */
public final class HomeCommands {

    private static final String USAGE = """
            Usage: java -jar bailiff-manager.jar backup FILE [--bailiff.home=FOLDER]
                   java -jar bailiff-manager.jar restore FILE [--replace] [--bailiff.home=FOLDER]""";

    private static final Set<String> COMMANDS = Set.of("backup", "restore");
    private static final String REPLACE = "--replace";

    private HomeCommands() {}

    /** Returns true if the command line begins with a command. */
    public static boolean has(String... arguments) {
        return arguments.length > 0 && COMMANDS.contains(arguments[0]);
    }

    /**
     * Carries out a command.
     *
     * @param version the version of the manager
     * @return the exit code: 0 done, 2 invalid command line, 3 refused, 4 failed
     */
    public static int run(List<String> arguments, String version, PrintStream out, PrintStream errors) {
        try {
            run(arguments, version, out);
            return 0;
        } catch (CommandFailure failure) {
            errors.println("bailiff-manager: " + failure.getMessage());
            return failure.exitCode();
        } catch (IOException | SQLException e) {
            errors.println("bailiff-manager: " + arguments.get(0) + " failed: " + e);
            return 4;
        }
    }

    private static void run(List<String> arguments, String version, PrintStream out)
            throws CommandFailure, IOException, SQLException {
        List<String> words =
                arguments.stream().filter(word -> !word.startsWith("--")).toList();
        List<String> options = arguments.stream()
                .filter(word -> word.startsWith("--") && !word.equals(REPLACE))
                .toList();
        boolean replace = arguments.contains(REPLACE);
        boolean restore = words.get(0).equals("restore");
        if (words.size() != 2 || (replace && !restore)) {
            throw CommandFailure.usage(USAGE);
        }
        Path file = Path.of(words.get(1)).toAbsolutePath().normalize();
        HomeSettings settings = HomeSettings.read(options);
        if (restore) {
            new RestoreCommand(settings, Clock.systemUTC(), out).run(file, replace);
        } else {
            new BackupCommand(settings, Clock.systemUTC(), out).run(file, version);
        }
    }
}
