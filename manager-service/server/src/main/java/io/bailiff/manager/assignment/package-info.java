// SPDX-License-Identifier: Apache-2.0
/**
 * The assignments of groups to guests. A guarded statement changes the state of an assignment. The consequences of a state are carried out
 * after the state is stored, and again after a crash.
 */
package io.bailiff.manager.assignment;
