// SPDX-License-Identifier: Apache-2.0
/** Lists in parts: every request reads a bounded number of items, from the position that a cursor names. */
package io.bailiff.manager.page;
