/**
 * The one way to change a stored thing that has a state: a change names the state and the epoch that it has seen, and does nothing if the
 * row has others by then.
 */
package io.bailiff.manager.change;
