// SPDX-License-Identifier: Apache-2.0
/** The plan of a possible assignment. A plan changes nothing. */
package io.bailiff.manager.plan;
