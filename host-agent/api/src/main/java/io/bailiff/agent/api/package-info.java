/** What agent and manager tell each other. Records only; what is done with them is elsewhere. */
package io.bailiff.agent.api;
