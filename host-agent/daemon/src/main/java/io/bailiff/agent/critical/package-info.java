/** Which functions a host cannot spare, and why: file systems, swap, network, console. Reads only. */
package io.bailiff.agent.critical;
