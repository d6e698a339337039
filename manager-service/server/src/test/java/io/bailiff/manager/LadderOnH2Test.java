// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class LadderOnH2Test extends LadderContract {

    LadderOnH2Test() {
        super(TestDatabase.H2);
    }
}
