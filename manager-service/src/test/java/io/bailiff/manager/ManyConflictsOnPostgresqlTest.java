package io.bailiff.manager;

class ManyConflictsOnPostgresqlTest extends ManyConflictsContract {

    ManyConflictsOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
