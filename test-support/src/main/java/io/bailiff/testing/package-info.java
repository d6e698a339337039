// SPDX-License-Identifier: Apache-2.0
/** Code shared by the tests of every module: the progress report of a test run. */
package io.bailiff.testing;
