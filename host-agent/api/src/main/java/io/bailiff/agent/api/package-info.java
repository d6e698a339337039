/** The records exchanged between agent and manager. The code of agent and manager is in other modules. */
package io.bailiff.agent.api;
