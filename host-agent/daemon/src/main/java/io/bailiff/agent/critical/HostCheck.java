// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

/**
 * A search of the host for one kind of use. A check reads the host and adds every function in such a use to the findings, with a
 * reason and the file that shows the use. A check never throws: an unreadable part of the host becomes an unknown.
 */
interface HostCheck {

    void addTo(Findings findings);
}
