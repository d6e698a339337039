package io.bailiff.manager;

class ConflictOnH2Test extends ConflictContract {

    ConflictOnH2Test() {
        super(TestDatabase.H2);
    }
}
