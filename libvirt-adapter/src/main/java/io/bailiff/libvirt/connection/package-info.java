/** How a connection that comes and goes is kept, whatever is at its other end, and how its events reach the listeners. */
package io.bailiff.libvirt.connection;
