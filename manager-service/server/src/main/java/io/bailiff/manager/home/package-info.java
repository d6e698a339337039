// SPDX-License-Identifier: Apache-2.0
/** The folder for a manager's files, and the messages after a start with an unusable folder or database. */
package io.bailiff.manager.home;
