// SPDX-License-Identifier: Apache-2.0
/** The processes of the host: names, open and mapped files, and the devices behind the files. Reads only. */
package io.bailiff.agent.process;
