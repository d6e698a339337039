// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

/** A command of the agent that has effects. */
enum Operation {
    DETACH,
    REATTACH,
    RECOVER;

    /** Returns the arguments of the command line, for the group of this function. */
    String[] arguments(String address) {
        return switch (this) {
            case DETACH -> new String[] {"detach", "--with-siblings", address};
            case REATTACH -> new String[] {"reattach", address};
            case RECOVER -> new String[] {"recover"};
        };
    }
}
