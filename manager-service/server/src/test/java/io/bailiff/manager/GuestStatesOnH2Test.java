// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class GuestStatesOnH2Test extends GuestStatesContract {

    GuestStatesOnH2Test() {
        super(TestDatabase.H2);
    }
}
