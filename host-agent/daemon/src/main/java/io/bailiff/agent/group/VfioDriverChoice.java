package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.pci.PciBus;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which vfio driver a function wants: the one whose {@code vfio_pci:} alias in {@code modules.alias} fits its modalias
 * best, which for some devices is a variant driver that can do more (migration), and {@code vfio-pci} for the rest.
 *
 * <p>The kernel's file2alias writes these aliases, and libvirt chooses by them too (virPCIDeviceFindBestVFIOVariant). The
 * file is read once: it belongs to the running kernel.
 */
public final class VfioDriverChoice {

    private static final String OWN_PREFIX = "pci:";
    private static final String VFIO_PREFIX = "vfio_pci:";

    private final HostFiles files;
    private @Nullable List<Alias> aliases;

    public VfioDriverChoice(HostFiles files) {
        this.files = files;
    }

    public String driverFor(PciAddress address) throws HostFileException {
        String modalias = files.read(PciBus.DEVICES + address + "/modalias");
        if (!modalias.startsWith(OWN_PREFIX)) {
            return VfioDrivers.GENERIC;
        }
        String wanted = VFIO_PREFIX + modalias.substring(OWN_PREFIX.length());
        return aliases().stream()
                .filter(alias -> alias.fits(wanted))
                .min(Comparator.comparingInt(Alias::wildcards))
                .map(alias -> VfioDrivers.ofModule(alias.module()))
                .orElse(VfioDrivers.GENERIC);
    }

    private synchronized List<Alias> aliases() throws HostFileException {
        if (aliases == null) {
            aliases = readAliases();
        }
        return aliases;
    }

    private List<Alias> readAliases() throws HostFileException {
        String release = new Kernel(files).release();
        try {
            return files.read("/lib/modules/" + release + "/modules.alias")
                    .lines()
                    .filter(line -> line.startsWith("alias " + VFIO_PREFIX))
                    .map(line -> line.split("\\s+"))
                    .filter(words -> words.length == 3)
                    .map(words -> new Alias(words[1], words[2]))
                    .toList();
        } catch (HostFileException e) {
            if (e.error() == HostError.NO_ENTRY) {
                // A kernel without modules: what it has is built in, and variant drivers never are.
                return List.of();
            }
            throw e;
        }
    }

    private record Alias(String pattern, String module) {

        boolean fits(String modalias) {
            String regex = "\\Q" + pattern.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
            return Pattern.matches(regex, modalias);
        }

        int wildcards() {
            return (int) pattern.chars().filter(c -> c == '*').count();
        }
    }
}
