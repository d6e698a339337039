// SPDX-License-Identifier: Apache-2.0
/** The form of the log lines. */
package io.bailiff.manager.log;
