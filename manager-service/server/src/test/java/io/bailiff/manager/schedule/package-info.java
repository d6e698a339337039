// SPDX-License-Identifier: Apache-2.0
/**
 * The manager in random schedules of everything that can happen to it, with the rules that always hold looked at
 * after every step. A schedule comes from a seed, is run without threads and without waiting, and is reduced to
 * its smallest part when it breaks a rule.
 */
package io.bailiff.manager.schedule;
