// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The valid content of a write to a {@code uevent} file: kobject_synth_uevent in lib/kobject_uevent.c. */
final class SyntheticUevent {

    private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final Pattern FORM = Pattern.compile("(?<action>add|remove|change|move|online|offline|bind|unbind)( "
            + UUID + "( [0-9a-zA-Z]*=[0-9a-zA-Z]*)*)?\n?");

    private SyntheticUevent() {}

    /**
     * Returns the action.
     *
     * @throws KernelException EINVAL if the action is unknown, or if the rest is not a UUID and values
     */
    static String action(String text) throws KernelException {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new KernelException(SimErrno.EINVAL);
        }
        return parts.group("action");
    }
}
