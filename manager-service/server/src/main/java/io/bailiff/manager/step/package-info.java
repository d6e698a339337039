// SPDX-License-Identifier: Apache-2.0
/**
 * Work that survives the manager. Each unfinished thing has a scheduled step in the database. The step runs at the due time, or earlier
 * when something about the thing may have changed. A wake exists in memory only: a starting manager therefore runs a step of every
 * unfinished thing.
 */
package io.bailiff.manager.step;
