// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class OtherUsersOnH2Test extends OtherUsersContract {

    OtherUsersOnH2Test() {
        super(TestDatabase.H2);
    }
}
