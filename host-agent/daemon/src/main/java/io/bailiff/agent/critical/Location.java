// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import java.util.List;

/**
 * The place of one of several things of the same kind, for example of one console of the host.
 *
 * @param name the thing, for people: {@code console ttyS4}
 * @param functions the functions that the thing goes through, or may go through; empty if the thing is not on PCI
 * @param evidence the file of the host that shows the thing
 */
record Location(String name, List<PciAddress> functions, String evidence) {

    Location {
        functions = List.copyOf(functions);
    }
}
