/** Random schedules: what happens to a system, in random order, until a rule of the system is broken; then the smallest part that breaks it. */
package io.bailiff.testing.schedule;
