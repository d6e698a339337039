// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

/** The settings would let strangers reach the listener for operators. */
final class ListenerRefusedException extends RuntimeException {

    /** @param address the address in the settings */
    ListenerRefusedException(String address) {
        super("The listener for operators may not listen on " + address
                + ": the manager has no sign-in, and everybody who reaches the listener can destroy guests.");
    }
}
