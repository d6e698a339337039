// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class CordonOnH2Test extends CordonContract {

    CordonOnH2Test() {
        super(TestDatabase.H2);
    }
}
