package io.bailiff.manager;

class LadderOnPostgresqlTest extends LadderContract {

    LadderOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
