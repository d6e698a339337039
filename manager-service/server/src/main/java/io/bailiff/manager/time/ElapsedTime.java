package io.bailiff.manager.time;

/** How much time passes, in nanoseconds from anywhere: it cannot be set. */
public interface ElapsedTime {

    long nanos();
}
