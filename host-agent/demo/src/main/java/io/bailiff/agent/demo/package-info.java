/** The demonstration: simulated hosts as a process, each with its agent. */
@NullMarked
package io.bailiff.agent.demo;

import org.jspecify.annotations.NullMarked;
