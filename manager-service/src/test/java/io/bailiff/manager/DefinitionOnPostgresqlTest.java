package io.bailiff.manager;

class DefinitionOnPostgresqlTest extends DefinitionContract {

    DefinitionOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
