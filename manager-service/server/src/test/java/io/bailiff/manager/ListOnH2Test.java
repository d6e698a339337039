// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class ListOnH2Test extends ListContract {

    ListOnH2Test() {
        super(TestDatabase.H2);
    }
}
