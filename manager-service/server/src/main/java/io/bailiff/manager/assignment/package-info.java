/**
 * Who has which group. An assignment is brought from state to state by one guarded statement; what follows from a state is done
 * after it has been recorded, and is done again after a crash.
 */
package io.bailiff.manager.assignment;
