package io.bailiff.manager.claim;

/** What the record says of a claim that was made on a host. */
public final class ClaimText {

    private ClaimText() {}

    /** What was attempted, and on which member. */
    public static String attempt(Claim claim, Claim.OnHost told) {
        String function = claim.function();
        String named = function == null || told.what().contains(function) ? "" : " (" + function + ")";
        return "wants to " + told.what() + named;
    }

    /** The same with what has become of it; and with where and when it was made, as long as that is news. */
    public static String whole(Claim claim, Claim.OnHost told) {
        String text = attempt(claim, told) + ": " + told.message();
        return switch (told.status()) {
            case HELD, STANDING, DENIED, PREVENTED, EXEMPT -> text + source(claim, told);
            case LET_THROUGH, WITHDRAWN -> text;
        };
    }

    private static String source(Claim claim, Claim.OnHost told) {
        String through = told.file() == null ? "" : "through " + told.file() + ", ";
        return " [" + through + "at " + claim.madeAt() + " by the host's clock]";
    }
}
