package io.bailiff.agent.kernel;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of the running kernel's modules say that they are for a PCI function: {@code /lib/modules/RELEASE/modules.alias}, which
 * depmod makes of what the kernel's file2alias has put into the modules. Read once: the file belongs to the kernel.
 */
public final class ModuleAliases {

    private static final Pattern LINE = Pattern.compile("alias ((?:vfio_)?pci:\\S+) (\\S+)");

    private final HostFiles files;
    private @Nullable Table table;

    public ModuleAliases(HostFiles files) {
        this.files = files;
    }

    /**
     * One of them.
     *
     * @param pattern what it fits, with {@code *} and {@code ?} as in a shell
     * @param module the module, spelled with underscores
     */
    public record Alias(String pattern, String module) {

        private boolean fits(String modalias) {
            int wildcard = pattern.indexOf('*');
            if (wildcard >= 0 && !modalias.startsWith(pattern.substring(0, wildcard))) {
                return false;
            }
            String regex = "\\Q" + pattern.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
            return Pattern.matches(regex, modalias);
        }

        /** How many asterisks it has: the more, the less it says. */
        public int wildcards() {
            return (int) pattern.chars().filter(c -> c == '*').count();
        }
    }

    /**
     * Those that fit.
     *
     * @param modalias as the function's {@code modalias} has it ({@code pci:v00008086d…}), or with {@code vfio_pci:} for its
     *     {@code pci:}, as variant drivers have it
     * @return empty if this kernel has no modules, so that nothing is known of its drivers
     */
    public Optional<List<Alias>> fitting(String modalias) throws HostFileException {
        return table().aliases()
                .map(all -> all.stream().filter(alias -> alias.fits(modalias)).toList());
    }

    private synchronized Table table() throws HostFileException {
        if (table == null) {
            table = read();
        }
        return table;
    }

    private Table read() throws HostFileException {
        try {
            List<Alias> aliases = files.read("/lib/modules/" + new Kernel(files).release() + "/modules.alias")
                    .lines()
                    .map(LINE::matcher)
                    .filter(line -> line.matches())
                    .map(line -> new Alias(line.group(1), line.group(2).replace('-', '_')))
                    .toList();
            return new Table(Optional.of(aliases));
        } catch (HostFileException e) {
            if (e.error() == HostError.NO_ENTRY) {
                return new Table(Optional.empty());
            }
            throw e;
        }
    }

    /** What the file says; empty if there is none. */
    private record Table(Optional<List<Alias>> aliases) {}
}
