// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class UnguardedLoanOnH2Test extends UnguardedLoanContract {

    UnguardedLoanOnH2Test() {
        super(TestDatabase.H2);
    }
}
