// SPDX-License-Identifier: Apache-2.0
/** The record: the actor, the action, the time and the outcome of every change. Entries are added, never changed. */
package io.bailiff.manager.audit;
