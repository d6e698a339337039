/** The hosts: who they are, what their agents report of them, and the revision of what is wanted of them. */
package io.bailiff.manager.host;
