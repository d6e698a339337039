// SPDX-License-Identifier: Apache-2.0
/**
 * The manager's certificate authority: the root certificates in the home folder, the certificates of hosts, and the certificate of the
 * agents' listener.
 */
package io.bailiff.manager.certificate;
