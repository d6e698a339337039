// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class RaceOnH2Test extends RaceContract {

    RaceOnH2Test() {
        super(TestDatabase.H2, 4);
    }
}
