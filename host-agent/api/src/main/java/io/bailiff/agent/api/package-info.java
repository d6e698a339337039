// SPDX-License-Identifier: Apache-2.0
/** The records exchanged between agent and manager. The code of agent and manager is in other modules. */
package io.bailiff.agent.api;
