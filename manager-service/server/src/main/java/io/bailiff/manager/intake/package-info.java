// SPDX-License-Identifier: Apache-2.0
/** Intake of claims, from agents' reports and from operators, into new or open conflicts. */
package io.bailiff.manager.intake;
