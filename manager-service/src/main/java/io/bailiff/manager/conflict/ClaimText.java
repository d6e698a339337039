package io.bailiff.manager.conflict;

/** What the record says of a claim that was made on a host. */
final class ClaimText {

    private ClaimText() {}

    /** What was attempted, on which member, how, and when. */
    static String attempt(Claim claim, Claim.OnHost told) {
        StringBuilder text = new StringBuilder(told.what());
        if (claim.function() != null) {
            text.append(", ").append(claim.function());
        }
        if (told.file() != null) {
            text.append(", through ").append(told.file());
        }
        return text.append(", at ")
                .append(claim.madeAt())
                .append(" by the host's clock")
                .toString();
    }
}
