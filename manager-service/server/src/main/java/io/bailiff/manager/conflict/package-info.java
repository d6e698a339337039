/** Conflicts as they are stored: their states, the table of their transitions, and what operators see of them. */
package io.bailiff.manager.conflict;
