// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import io.bailiff.agent.api.HostSetting.Source;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads {@code options vfio-pci ids=…} from the configuration of modprobe (modprobe.d(5)): files named {@code *.conf}, of which a file in
 * an earlier directory replaces a file of the same name in a later one.
 */
final class ModprobeOptions {

    private static final List<String> DIRECTORIES = List.of(
            "/etc/modprobe.d/",
            "/run/modprobe.d/",
            "/usr/local/lib/modprobe.d/",
            "/usr/lib/modprobe.d/",
            "/lib/modprobe.d/");

    /** A backslash at the end of a line continues the line. */
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\R");

    private ModprobeOptions() {}

    static List<ModuleIds> read(HostFiles files) throws HostFileException {
        Map<String, String> paths = new HashMap<>();
        for (String directory : DIRECTORIES) {
            for (String name : HostDirectories.listIfPresent(files, directory)) {
                if (name.endsWith(".conf")) {
                    paths.putIfAbsent(name, directory + name);
                }
            }
        }
        List<ModuleIds> found = new ArrayList<>();
        for (String path : paths.values().stream().sorted().toList()) {
            CONTINUED
                    .matcher(files.read(path))
                    .replaceAll(" ")
                    .lines()
                    .forEach(line -> addOptions(line.strip(), path, found));
        }
        return found;
    }

    private static void addOptions(String line, String path, List<ModuleIds> found) {
        String[] words = line.split("\\s+");
        if (words.length < 3 || !words[0].equals("options") || !ModuleIds.isForGuests(words[1])) {
            return;
        }
        for (int i = 2; i < words.length; i++) {
            if (words[i].startsWith("ids=")) {
                found.add(ModuleIds.of(Source.MODPROBE, path, line, words[i].substring("ids=".length())));
            }
        }
    }
}
