/** {@code bailiff-agent}: what an operator runs on a host, with a manager or without. */
package io.bailiff.agent.cli;
