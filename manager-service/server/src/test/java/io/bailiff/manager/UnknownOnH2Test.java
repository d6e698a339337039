// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class UnknownOnH2Test extends UnknownContract {

    UnknownOnH2Test() {
        super(TestDatabase.H2);
    }
}
