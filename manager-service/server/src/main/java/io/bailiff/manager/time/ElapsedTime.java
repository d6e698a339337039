// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.time;

/** The elapsed time in nanoseconds, from an arbitrary origin. The elapsed time cannot be set. */
public interface ElapsedTime {

    long nanos();
}
