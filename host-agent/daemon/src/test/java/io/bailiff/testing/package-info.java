// SPDX-License-Identifier: Apache-2.0
/** The places in which tests work. */
package io.bailiff.testing;
