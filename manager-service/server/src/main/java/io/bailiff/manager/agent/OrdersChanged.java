package io.bailiff.manager.agent;

import java.util.UUID;

/** A host's desired state has a new revision; published in the transaction. */
record OrdersChanged(UUID host) {}
