package io.bailiff.agent.guard;

import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.pci.PciBus;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether a driver takes a function by the function's ids: by the {@code pci:} aliases of the driver's module in
 * {@code modules.alias}. A driver that is built in, or whose module cannot be told, may take anything.
 */
final class DriverFit {

    private static final String PREFIX = "alias pci:";

    private final HostFiles files;
    private final Map<String, Optional<Set<String>>> modulesByModalias = new ConcurrentHashMap<>();

    DriverFit(HostFiles files) {
        this.files = files;
    }

    boolean fits(String driver, Member member) {
        try {
            Optional<String> module = module(driver);
            Optional<Set<String>> fitting = modules(files.read(PciBus.DEVICES + member.address() + "/modalias"));
            return module.isEmpty() || fitting.isEmpty() || fitting.get().contains(module.get());
        } catch (HostFileException unknown) {
            return true;
        }
    }

    private Optional<String> module(String driver) throws HostFileException {
        return files.readLink(PciBus.DRIVERS + driver + "/module")
                .map(link -> normal(link.substring(link.lastIndexOf('/') + 1)));
    }

    /** The modules whose aliases fit; empty if that cannot be told. The file belongs to the running kernel and is read once. */
    private Optional<Set<String>> modules(String modalias) {
        return modulesByModalias.computeIfAbsent(modalias, this::readModules);
    }

    private Optional<Set<String>> readModules(String modalias) {
        try {
            String release = new Kernel(files).release();
            return Optional.of(files.read("/lib/modules/" + release + "/modules.alias")
                    .lines()
                    .filter(line -> line.startsWith(PREFIX))
                    .map(line -> line.split(" "))
                    .filter(words -> words.length == 3 && fits(words[1], modalias))
                    .map(words -> normal(words[2]))
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (HostFileException noModules) {
            return Optional.empty();
        }
    }

    private static boolean fits(String alias, String modalias) {
        int wildcard = alias.indexOf('*');
        if (wildcard >= 0 && !modalias.startsWith(alias.substring(0, wildcard))) {
            return false;
        }
        String regex = "\\Q" + alias.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
        return Pattern.matches(regex, modalias);
    }

    private static String normal(String module) {
        return module.replace('-', '_');
    }
}
