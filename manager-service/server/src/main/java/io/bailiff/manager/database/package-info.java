// SPDX-License-Identifier: Apache-2.0
/**
 * The connections to the database, with a share for each kind of caller: no caller can take the connections of the ladder. Failures of the
 * database: their kinds, the end of broken connections, and the check that the database can store a change.
 */
package io.bailiff.manager.database;
