/**
 * One libvirt connection per host: its guests, their PCI functions, what happens to them. The interface is in libvirt's own
 * terms; what is behind it is hidden in the packages below.
 */
package io.bailiff.libvirt;
