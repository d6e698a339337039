// SPDX-License-Identifier: Apache-2.0
/** Two clocks: the wall clock shows the time of day to people; the monotonic clock measures elapsed time for deadlines. */
package io.bailiff.manager.time;
