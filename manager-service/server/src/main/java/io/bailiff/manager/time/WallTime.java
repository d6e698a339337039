// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.time;

import java.time.Instant;

/** The time of the machine's clock. The clock can be set, and then the time jumps. */
public interface WallTime {

    Instant now();
}
