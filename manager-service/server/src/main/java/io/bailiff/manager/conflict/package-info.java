/**
 * The host wants a group back that a guest has: the ladder from asking the guest to ending it, each rung recorded before it is taken.
 */
package io.bailiff.manager.conflict;

