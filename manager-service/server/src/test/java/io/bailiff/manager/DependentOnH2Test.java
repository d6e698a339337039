// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class DependentOnH2Test extends DependentContract {

    DependentOnH2Test() {
        super(TestDatabase.H2);
    }
}
