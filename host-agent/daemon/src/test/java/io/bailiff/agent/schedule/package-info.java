// SPDX-License-Identifier: Apache-2.0
/** The agent in random schedules of everything that can happen to it and its host, with the rules that always hold. */
package io.bailiff.agent.schedule;
