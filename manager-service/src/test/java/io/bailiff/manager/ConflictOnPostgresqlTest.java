package io.bailiff.manager;

class ConflictOnPostgresqlTest extends ConflictContract {

    ConflictOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
