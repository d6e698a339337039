package io.bailiff.manager;

class DefinitionOnH2Test extends DefinitionContract {

    DefinitionOnH2Test() {
        super(TestDatabase.H2);
    }
}
