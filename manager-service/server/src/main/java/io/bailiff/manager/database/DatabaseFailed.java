// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

/** A request has failed because of the database. Published without a transaction. */
public record DatabaseFailed(DatabaseFailure failure) {}
