/** Claims: every attempt to take a member of a group in use, made by a process on a host or by an operator, as it is stored. */
package io.bailiff.manager.claim;
