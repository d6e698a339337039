/** The guests of every host, by way of its libvirt. */
package io.bailiff.manager.guest;
