// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class GuestNameOnH2Test extends GuestNameContract {

    GuestNameOnH2Test() {
        super(TestDatabase.H2);
    }
}
