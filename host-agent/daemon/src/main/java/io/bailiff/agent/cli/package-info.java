// SPDX-License-Identifier: Apache-2.0
/** The operator's command {@code bailiff-agent}, for hosts with a manager or without a manager. */
package io.bailiff.agent.cli;
