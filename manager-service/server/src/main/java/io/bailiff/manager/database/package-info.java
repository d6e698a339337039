// SPDX-License-Identifier: Apache-2.0
/** The connections to the database, with a share for each kind of caller: no caller can take the connections of the ladder. */
package io.bailiff.manager.database;
