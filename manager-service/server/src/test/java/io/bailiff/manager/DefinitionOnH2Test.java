// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class DefinitionOnH2Test extends DefinitionContract {

    DefinitionOnH2Test() {
        super(TestDatabase.H2);
    }
}
