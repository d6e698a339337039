package io.bailiff.manager.host;

import java.util.UUID;

/** A host's groups, their use, or the outcomes of its orders are not what they were; published in the transaction. */
public record HostReported(UUID host) {}
