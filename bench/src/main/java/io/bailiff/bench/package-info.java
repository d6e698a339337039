// SPDX-License-Identifier: Apache-2.0
/** What is measured, and against whom. */
package io.bailiff.bench;
