// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.manager.audit.Texts;

/** Texts for timeline entries about claims made on a host. */
public final class ClaimText {

    private ClaimText() {}

    /** Returns the attempted action with the member, if known. */
    public static String attempt(Claim claim, Claim.OnHost told) {
        String function = claim.function();
        String named = function == null || told.what().contains(function) ? "" : " (" + function + ")";
        return "wants to " + told.what() + named;
    }

    /**
     * Returns the attempted action with the message of its status, and with the file and the time of the attempt. File and time are left
     * out for a claim let through or withdrawn: an earlier entry usually has both.
     */
    public static String whole(Claim claim, Claim.OnHost told) {
        String text = attempt(claim, told) + ": " + told.message();
        return switch (told.status()) {
            case HELD, STANDING, DENIED, PREVENTED, EXEMPT -> text + source(claim, told);
            case LET_THROUGH, WITHDRAWN -> text;
        };
    }

    private static String source(Claim claim, Claim.OnHost told) {
        String through = told.file() == null ? "" : "through " + told.file() + ", ";
        return " [" + through + "at " + Texts.time(claim.madeAt()) + " by the host's clock]";
    }
}
