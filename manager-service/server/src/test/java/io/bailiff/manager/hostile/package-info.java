// SPDX-License-Identifier: Apache-2.0
/** Reports as a taken-over agent could send them, made by chance from a valid report. */
package io.bailiff.manager.hostile;
