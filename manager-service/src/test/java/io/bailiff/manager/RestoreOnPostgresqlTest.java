package io.bailiff.manager;

class RestoreOnPostgresqlTest extends RestoreContract {

    RestoreOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
