/** The hosts and their groups as operators see them, with who has what. */
package io.bailiff.manager.fleet;
