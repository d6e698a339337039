/**
 * How far the ladder may go and how long each rung lasts: said for the fleet, for a host, for one assignment; the nearest wins, field
 * by field.
 */
package io.bailiff.manager.policy;
