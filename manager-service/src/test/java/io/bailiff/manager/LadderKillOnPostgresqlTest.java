package io.bailiff.manager;

class LadderKillOnPostgresqlTest extends LadderKillContract {

    LadderKillOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
