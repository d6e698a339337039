// SPDX-License-Identifier: Apache-2.0
/** The users of a group: the guests that libvirt shows with a function of the group, and the processes that the agent reports. */
package io.bailiff.manager.use;
