// SPDX-License-Identifier: Apache-2.0
/** The guests of every host, by way of the host's libvirt. */
package io.bailiff.manager.guest;
