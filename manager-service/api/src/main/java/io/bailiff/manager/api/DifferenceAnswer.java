// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** An operator's answer to a difference between a host and its outdated record. */
public enum DifferenceAnswer {
    /** Takes the loan of the host into the record: the guest keeps the functions. */
    ADOPT,
    /** Takes the loan of the host into the record, and ends the loan: the guest is asked to release the functions. */
    RETURN,
    /** Ends the recorded assignment: the host has the group. Neither host nor guest is changed. */
    END,
    /** Keeps the record: the manager carries out what the record says. */
    KEEP
}
