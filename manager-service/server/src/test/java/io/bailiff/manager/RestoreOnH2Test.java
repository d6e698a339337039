// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class RestoreOnH2Test extends RestoreContract {

    RestoreOnH2Test() {
        super(TestDatabase.H2);
    }
}
