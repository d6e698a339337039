// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** What a conflict does if not the guest of the assignment has the group, but another guest or process. */
public enum Strangers {
    /** The claims wait, and an operator has to act. No guest is asked for anything. */
    HOLD,
    /** The rungs are taken against the other guest, if libvirt shows that this guest has a function of the group now. */
    LADDER
}
