// SPDX-License-Identifier: Apache-2.0
/** The readiness of the manager: checks of the database, the home and the scheduler, and their results. */
package io.bailiff.manager.readiness;
