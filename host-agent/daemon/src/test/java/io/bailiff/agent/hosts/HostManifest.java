// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.hosts;

import io.bailiff.agent.host.HostTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the files of a host from the manifest {@code hosts/NAME.tree}, line by line:
 *
 * <pre>
 * # a comment
 * include NAME                the files of another manifest, which later lines replace
 * /sys/class/                 a directory, which the lines below are about
 *   active = tty0             a file with one line
 *   route =                   a file with several lines, each indented by four blanks
 *     Iface\tDestination
 *   sda                       an empty file
 *   config 64 bytes: 8680     a file with bytes, in hexadecimal digits; zeros at the end are left out
 *   driver -> ../ahci         a symbolic link
 * </pre>
 */
final class HostManifest {

    private static final Pattern LINK = Pattern.compile(" {2}(\\S+) -> (\\S+)");
    private static final Pattern BYTES = Pattern.compile(" {2}(\\S+) (\\d+) bytes: ([0-9a-f]*)");
    private static final Pattern LINE = Pattern.compile(" {2}(\\S+) = (.*)");
    private static final Pattern LINES = Pattern.compile(" {2}(\\S+) =");
    private static final Pattern EMPTY = Pattern.compile(" {2}(\\S+)");
    private static final Pattern TEXT = Pattern.compile(" {4}(.*)");
    private static final Pattern DIRECTORY = Pattern.compile("(/.*/)");
    private static final Pattern INCLUDE = Pattern.compile("include (\\S+)");

    private final HostTree tree;
    private String directory = "/";
    private String file = "/";
    private String text = "";

    private HostManifest(HostTree tree) {
        this.tree = tree;
    }

    /** Adds the files of the named manifest to the tree. */
    static void build(String name, HostTree tree) {
        HostManifest manifest = new HostManifest(tree);
        lines(name).stream().filter(line -> !line.startsWith("#")).forEach(manifest::add);
    }

    private void add(String line) {
        Matcher parts = match(line, INCLUDE, DIRECTORY, TEXT, LINK, BYTES, LINE, LINES, EMPTY);
        Pattern kind = parts.pattern();
        String name = parts.group(1);
        if (kind == INCLUDE) {
            build(name, tree);
        } else if (kind == DIRECTORY) {
            directory = name;
            tree.directory(directory);
        } else if (kind == LINK) {
            tree.link(directory + name, parts.group(2));
        } else if (kind == BYTES) {
            byte[] bytes = HexFormat.of().parseHex(parts.group(3));
            tree.bytes(directory + name, Arrays.copyOf(bytes, Integer.parseInt(parts.group(2))));
        } else if (kind == LINE) {
            begin(name);
            append(parts.group(2));
        } else if (kind == TEXT) {
            append(name);
        } else {
            begin(name);
        }
    }

    private void begin(String name) {
        file = directory + name;
        text = "";
        tree.file(file, text);
    }

    private void append(String line) {
        text += line.replace("\\t", "\t") + "\n";
        tree.file(file, text);
    }

    private static Matcher match(String line, Pattern... kinds) {
        return Arrays.stream(kinds)
                .map(kind -> kind.matcher(line))
                .filter(Matcher::matches)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a line of a manifest: " + line));
    }

    private static List<String> lines(String name) {
        try (InputStream manifest = HostManifest.class.getResourceAsStream("/hosts/" + name + ".tree")) {
            if (manifest == null) {
                throw new IllegalArgumentException("no manifest " + name);
            }
            return new String(manifest.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
