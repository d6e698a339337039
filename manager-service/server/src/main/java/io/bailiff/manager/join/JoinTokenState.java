// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

/** The state of a join token. */
enum JoinTokenState {
    /** Hosts may join with the token until the token expires. */
    OPEN,
    /** As many hosts have joined as the token allows. */
    USED_UP,
    /** An operator has revoked the token. */
    REVOKED
}
