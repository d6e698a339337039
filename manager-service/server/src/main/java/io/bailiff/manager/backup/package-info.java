// SPDX-License-Identifier: Apache-2.0
/** Backups of a home with an H2 database: the commands {@code backup} and {@code restore}, and the running manager's part. */
package io.bailiff.manager.backup;
