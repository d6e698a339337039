// SPDX-License-Identifier: Apache-2.0
/** The processes of the host: their open files, and the devices behind the files. Reads only. */
package io.bailiff.agent.process;
