/**
 * The agent's connection to its manager: it enrols, asks for what is wanted of its groups, brings that about, and reports what
 * it sees. The manager never calls the agent.
 */
package io.bailiff.agent.link;
