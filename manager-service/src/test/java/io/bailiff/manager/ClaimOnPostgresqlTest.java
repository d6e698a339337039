package io.bailiff.manager;

class ClaimOnPostgresqlTest extends ClaimContract {

    ClaimOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
