// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name and the UUID of the guest in the command line of a QEMU process.
 *
 * @param name the value of {@code -name}, or null for a process that is no QEMU, or that states no name
 * @param uuid the value of {@code -uuid} in lower case, or null
 */
record GuestArguments(@Nullable String name, @Nullable String uuid) {

    /** {@code qemu-system-x86_64}, {@code qemu-kvm}, {@code kvm}, {@code .qemu-system-x86_64-wrapped}. */
    private static final Pattern QEMU = Pattern.compile("(?:.*/)?(?:[^/]*qemu[^/]*|kvm)");

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /**
     * A key and a value, or a value alone. In a value a comma is written as two commas (opt_parse in util/qemu-option.c). The quantifiers are
     * possessive: a process chooses the length of its command line, and must not exhaust the stack of the agent.
     */
    private static final Pattern PART = Pattern.compile("(?:([a-z-]+)=)?((?:[^,]++|,,)*+)(?:,|$)");

    /** Reads a command line. A QEMU uses the last of several equal options, and accepts one or two hyphens. */
    static GuestArguments of(String... words) {
        String name = null;
        String uuid = null;
        if (words.length > 0 && QEMU.matcher(words[0]).matches()) {
            for (int word = 1; word + 1 < words.length; word++) {
                if (words[word].matches("--?name")) {
                    name = name(words[word + 1]);
                } else if (words[word].matches("--?uuid")
                        && UUID.matcher(words[word + 1]).matches()) {
                    uuid = words[word + 1].toLowerCase(Locale.ROOT);
                }
            }
        }
        return new GuestArguments(name, uuid);
    }

    /** Returns the name in {@code guest=web1,debug-threads=on}, or in {@code web1,debug-threads=on}: the key may be left out at the start. */
    private static @Nullable String name(String option) {
        Matcher part = PART.matcher(option);
        while (part.lookingAt()) {
            boolean first = part.regionStart() == 0;
            if ("guest".equals(part.group(1)) || (first && part.group(1) == null)) {
                String name = part.group(2).replace(",,", ",");
                return name.isEmpty() ? null : name;
            }
            if (part.end() == option.length()) {
                return null;
            }
            part.region(part.end(), option.length());
        }
        return null;
    }
}
