// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's escapes for blanks and backslashes in its tables of mounts and swap areas (mangle_path in fs/seq_file.c). */
public final class MountEscapes {

    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private MountEscapes() {}

    /** Returns the text without escapes: {@code \040} becomes a blank. */
    public static String plain(String text) {
        return OCTAL.matcher(text)
                .replaceAll(
                        octal -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octal.group(1), 8))));
    }
}
