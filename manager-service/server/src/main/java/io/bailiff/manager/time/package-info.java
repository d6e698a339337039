/** Two clocks: what time it is, for people; and how much time has passed, for deadlines. */
package io.bailiff.manager.time;
