/** Functions, groups and drivers, read from sysfs. */
package io.bailiff.agent.pci;
