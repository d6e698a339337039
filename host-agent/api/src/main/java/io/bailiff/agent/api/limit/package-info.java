// SPDX-License-Identifier: Apache-2.0
/** The limits of the values in a report: their statement at the component of a record, their check, and the shortening of a report. */
package io.bailiff.agent.api.limit;
