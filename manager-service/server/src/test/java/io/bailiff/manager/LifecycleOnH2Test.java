// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class LifecycleOnH2Test extends LifecycleContract {

    LifecycleOnH2Test() {
        super(TestDatabase.H2);
    }
}
