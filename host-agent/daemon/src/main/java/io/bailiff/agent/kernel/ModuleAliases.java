// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.kernel;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The modules of the running kernel and the PCI functions that each module supports. Source is
 * {@code /lib/modules/RELEASE/modules.alias}. depmod writes the file from the aliases that the kernel's file2alias has put into the
 * modules. The file belongs to the kernel, so a single read is enough.
 */
public final class ModuleAliases {

    private static final Pattern LINE = Pattern.compile("alias ((?:vfio_)?pci:\\S+) (\\S+)");

    private final HostFiles files;
    private @Nullable Table table;

    public ModuleAliases(HostFiles files) {
        this.files = files;
    }

    /**
     * An alias of a module.
     *
     * @param pattern the pattern for the {@code modalias} of a function, with {@code *} and {@code ?} as in a shell
     * @param module the name of the module, spelled with underscores
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

        /** Returns the number of asterisks in the pattern. A higher number means a less specific alias. */
        public int wildcards() {
            return (int) pattern.chars().filter(c -> c == '*').count();
        }
    }

    /**
     * Returns the aliases that match a function.
     *
     * @param modalias the content of the function's {@code modalias} ({@code pci:v00008086d…}); for variant drivers, with
     *     {@code vfio_pci:} instead of {@code pci:}
     * @return empty if the kernel has no {@code modules.alias}, so that the supported functions of every driver are unknown
     * @throws HostFileException if the file exists and cannot be read
     */
    public Optional<List<Alias>> fitting(String modalias) throws HostFileException {
        return table().aliases()
                .map(all -> all.stream().filter(alias -> alias.fits(modalias)).toList());
    }

    /**
     * Returns true if the module is a vfio driver: the aliases of a vfio driver start with {@code vfio_pci:}
     * (PCI_DRIVER_OVERRIDE_DEVICE_VFIO in include/linux/pci.h, since 5.15). False without a {@code modules.alias}.
     *
     * @throws HostFileException if the file exists and cannot be read
     */
    public boolean isVfio(String module) throws HostFileException {
        String name = module.replace('-', '_');
        return table().aliases().orElse(List.of()).stream()
                .anyMatch(alias -> alias.pattern().startsWith("vfio_pci:")
                        && alias.module().equals(name));
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

    /** The aliases in the file; empty if the file is missing. */
    private record Table(Optional<List<Alias>> aliases) {}
}
