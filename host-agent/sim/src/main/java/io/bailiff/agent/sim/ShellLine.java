// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A line of a {@link SimShell} script. */
sealed interface ShellLine {

    /** Returns the line as written. */
    String text();

    /** Carries out the line. */
    void run(SimCalls calls) throws Failed;

    /** A line failed; the message is bash's. */
    final class Failed extends Exception {
        Failed(String words) {
            super(words);
        }

        private static Failed of(String what, KernelException failure) {
            boolean signal = failure.errno() == SimErrno.EINTR;
            return new Failed(
                    signal ? "Interrupted" : what + ": " + failure.errno().words());
        }
    }

    /** {@code echo VALUE > PATH}. */
    record Echo(String text, String value, String path) implements ShellLine {
        @Override
        public void run(SimCalls calls) throws Failed {
            SimCalls.Opened file = open(calls);
            try {
                calls.write(file, value + "\n");
            } catch (KernelException failure) {
                throw Failed.of("bash: echo: write error", failure);
            }
        }

        private SimCalls.Opened open(SimCalls calls) throws Failed {
            try {
                return calls.openToWrite(path);
            } catch (KernelException failure) {
                throw Failed.of("bash: " + path, failure);
            }
        }
    }

    /** {@code cat PATH}; the output is discarded. */
    record Cat(String text, String path) implements ShellLine {
        @Override
        public void run(SimCalls calls) throws Failed {
            try {
                calls.openToRead(path).attribute().reader().read();
            } catch (KernelException failure) {
                throw Failed.of("cat: " + path, failure);
            }
        }
    }

    /** {@code modprobe NAME}. */
    record Load(String text, String module) implements ShellLine {
        @Override
        public void run(SimCalls calls) throws Failed {
            try {
                calls.loadModule(module);
            } catch (KernelException failure) {
                throw new Failed(String.valueOf(failure.getMessage()));
            }
        }
    }

    /**
     * {@code rmmod NAME}, {@code modprobe -r NAME}: programs that read the use of the module first. After a failed read, {@code rmmod} stops and
     * {@code modprobe} goes on, as those of kmod do.
     */
    record Unload(String text, String program, String module) implements ShellLine {

        private static final String RMMOD = "rmmod";

        @Override
        public void run(SimCalls calls) throws Failed {
            boolean isRmmod = program.equals(RMMOD);
            SimCalls child =
                    isRmmod ? calls.start("/usr/sbin/rmmod", module) : calls.start("/usr/sbin/modprobe", "-r", module);
            try {
                if (isUsed(child, isRmmod)) {
                    throw new Failed(program + ": ERROR: Module " + module + " is in use");
                }
                child.unloadModule(module);
            } catch (KernelException failure) {
                boolean isEnded = failure.errno() == SimErrno.ESRCH || failure.errno() == SimErrno.EINTR;
                throw new Failed(isEnded ? "Terminated" : String.valueOf(failure.getMessage()));
            } finally {
                child.end();
            }
        }

        private boolean isUsed(SimCalls child, boolean whenUnknown) throws KernelException {
            String use = "/sys/module/" + module.replace('-', '_') + "/refcnt";
            try {
                byte[] users = child.openToRead(use).attribute().reader().read();
                return !new String(users, StandardCharsets.UTF_8).strip().equals("0");
            } catch (KernelException failure) {
                return switch (failure.errno()) {
                    case ENOENT -> false;
                    case EPERM -> whenUnknown;
                    default -> throw failure;
                };
            }
        }
    }

    /** The words, quoted or not, up to the redirection to a file. */
    Pattern ECHO = Pattern.compile("echo(?:\\s+(?:\"([^\"]*)\"|'([^']*)'|([^'\">]*?)))?\\s*>\\s*([^\\s'\">&|;]+)");

    Pattern ONE_WORD = Pattern.compile("(cat|modprobe|modprobe -r|rmmod)\\s+([^\\s'\">&|;-][^\\s'\">&|;]*)");

    /**
     * Returns the lines of a script, without empty lines and comments.
     *
     * @throws IllegalArgumentException if a line cannot be understood, or if there is no line
     */
    static List<ShellLine> parse(String script) {
        List<ShellLine> lines = script.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(ShellLine::line)
                .toList();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("The script is empty; write for example: echo 1 > /sys/bus/pci/rescan");
        }
        return lines;
    }

    private static ShellLine line(String text) {
        Matcher echo = ECHO.matcher(text);
        if (echo.matches()) {
            String value = first(echo.group(1), echo.group(2), echo.group(3));
            return new Echo(text, value, echo.group(4));
        }
        Matcher other = ONE_WORD.matcher(text);
        if (!other.matches()) {
            throw new IllegalArgumentException("This shell accepts echo VALUE > PATH, cat PATH, modprobe NAME, modprobe"
                    + " -r NAME and rmmod NAME, one per line. Rejected: " + text);
        }
        String word = other.group(2);
        return switch (other.group(1)) {
            case "cat" -> new Cat(text, word);
            case "modprobe" -> new Load(text, word);
            case "rmmod" -> new Unload(text, "rmmod", word);
            default -> new Unload(text, "modprobe", word);
        };
    }

    private static String first(@Nullable String... groups) {
        for (String group : groups) {
            if (group != null) {
                return group.strip();
            }
        }
        return "";
    }
}
