// SPDX-License-Identifier: Apache-2.0
/**
 * Removes what is over: ended assignments and conflicts with their timelines, claims, restorations, and old entries of the record. Every
 * removed row is exported to a file in the home folder before.
 */
package io.bailiff.manager.retention;
