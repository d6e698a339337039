// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class AllowedUseOnH2Test extends AllowedUseContract {

    AllowedUseOnH2Test() {
        super(TestDatabase.H2);
    }
}
