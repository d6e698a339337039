/** Takes claims, from agents' reports and from operators, and puts them into conflicts. */
package io.bailiff.manager.intake;
