// SPDX-License-Identifier: Apache-2.0
/** The automatic restoration of assignments when the host no longer uses the claimed functions, as the policy says. */
package io.bailiff.manager.restore;
