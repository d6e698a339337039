/** The ladder: what a conflict does to the guest, rung by rung, and what operators can change about that. */
package io.bailiff.manager.ladder;
