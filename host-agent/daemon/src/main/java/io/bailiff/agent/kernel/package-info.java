/** What this kernel is, and what it does when a host driver takes a member of a group in use. */
package io.bailiff.agent.kernel;
