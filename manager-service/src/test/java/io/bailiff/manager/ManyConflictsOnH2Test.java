package io.bailiff.manager;

class ManyConflictsOnH2Test extends ManyConflictsContract {

    ManyConflictsOnH2Test() {
        super(TestDatabase.H2);
    }
}
