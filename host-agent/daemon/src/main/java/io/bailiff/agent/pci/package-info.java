// SPDX-License-Identifier: Apache-2.0
/** Functions, groups and drivers, read from sysfs. */
package io.bailiff.agent.pci;
