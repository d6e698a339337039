/**
 * The connection to the manager. The agent asks for its host's desired state, has {@code group} bring the host there, and
 * reports what it sees. Without a manager it changes nothing.
 */
package io.bailiff.agent.link;
