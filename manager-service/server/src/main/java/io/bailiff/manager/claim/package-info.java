// SPDX-License-Identifier: Apache-2.0
/** Claims as stored: every attempt to take a member of a group in use, made by a process on a host or by an operator. */
package io.bailiff.manager.claim;
