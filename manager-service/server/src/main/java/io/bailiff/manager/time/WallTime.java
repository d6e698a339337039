package io.bailiff.manager.time;

import java.time.Instant;

/** What the machine's clock shows. It can be set, and then it jumps. */
public interface WallTime {

    Instant now();
}
