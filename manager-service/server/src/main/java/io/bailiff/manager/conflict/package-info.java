// SPDX-License-Identifier: Apache-2.0
/** Conflicts as stored: their states, the table of their transitions, and the views of conflicts for operators. */
package io.bailiff.manager.conflict;
