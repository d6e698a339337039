// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.util.UUID;

/** The outdated record of a host is current again. Published in the transaction that ends the outdated record. */
public record RecordCurrent(UUID host) {}
