// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class DriftOnH2Test extends DriftContract {

    DriftOnH2Test() {
        super(TestDatabase.H2);
    }
}
