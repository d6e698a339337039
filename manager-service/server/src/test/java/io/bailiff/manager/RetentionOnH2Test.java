// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class RetentionOnH2Test extends RetentionContract {

    RetentionOnH2Test() {
        super(TestDatabase.H2);
    }
}
