// SPDX-License-Identifier: Apache-2.0
/**
 * Random schedules: actions on a system in random order until a rule of the system is broken; then the smallest part of the
 * schedule with the broken rule.
 */
package io.bailiff.testing.schedule;
