// SPDX-License-Identifier: Apache-2.0
/** Checks that the manager can work, and reports the results as its readiness. */
package io.bailiff.manager.readiness;
