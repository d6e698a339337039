// SPDX-License-Identifier: Apache-2.0
/** The manager's two listeners: operators on one, agents with their certificates on the other. */
package io.bailiff.manager.listener;
