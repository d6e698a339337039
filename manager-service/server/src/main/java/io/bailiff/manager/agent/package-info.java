/** The server's end of the link to the agents: enrolment, what is wanted of a host, and its reports. */
package io.bailiff.manager.agent;
