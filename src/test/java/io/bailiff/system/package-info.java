// SPDX-License-Identifier: Apache-2.0
/** The whole system, seen from outside. */
package io.bailiff.system;
