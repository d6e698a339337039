// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

/** The state of a host's certificate. */
enum HostCertificateState {
    /** The certificate proves the host until the certificate's end. */
    VALID,
    /** The certificate proves nothing any more. */
    REVOKED
}
