/** The whole system, seen from outside. */
package io.bailiff.system;
