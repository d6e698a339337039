// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class ClaimOnH2Test extends ClaimContract {

    ClaimOnH2Test() {
        super(TestDatabase.H2);
    }
}
