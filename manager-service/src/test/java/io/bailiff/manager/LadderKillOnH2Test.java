package io.bailiff.manager;

class LadderKillOnH2Test extends LadderKillContract {

    LadderKillOnH2Test() {
        super(TestDatabase.H2);
    }
}
