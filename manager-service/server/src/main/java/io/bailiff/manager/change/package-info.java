// SPDX-License-Identifier: Apache-2.0
/**
 * The only way to change a stored thing with a state. A change names the state and the epoch as the caller read them. If the row has
 * another state or epoch by then, nothing changes.
 */
package io.bailiff.manager.change;
