// SPDX-License-Identifier: Apache-2.0
/** The answers to rejected requests: problems as in RFC 9457, each with the field at fault and a remedy. */
package io.bailiff.manager.problem;
