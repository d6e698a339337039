// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

/** One life of the agent: its effects on the host and on its disk are counted, and at one of them it may end. */
final class Life {

    private int left = -1;
    private boolean dead;

    /** It ends before the n-th effect from now on has happened, counted from 0. */
    void endIn(int effects) {
        left = effects;
    }

    /** Nobody is about to end it any more. */
    void goesOn() {
        left = -1;
    }

    void end() {
        dead = true;
    }

    boolean isOver() {
        return dead;
    }

    /** Right before an effect. */
    void effect() {
        if (dead || (left >= 0 && left-- == 0)) {
            dead = true;
            throw new AgentKilled();
        }
    }
}
