# The commands of this project. `make help` describes each command.

.DEFAULT_GOAL := help
.PHONY: help run check test lab lab-full soak soak-agent soak-ladder soak-reports bench format release release-check

help:
	@echo 'make run       build, then start the manager and two simulated hosts; prints commands to try'
	@echo 'make check     build, then run the tests that need no Debian package and are not slow; three minutes'
	@echo 'make test      build, then run all tests; nine minutes (JDKS="17 25": then the other database, and what depends on the JDK on 25)'
	@echo 'make lab       the short list of scenarios on real kernels, in emulated hosts; twenty minutes (HOSTS=, KERNELS=, SCENARIOS=)'
	@echo 'make lab-full  every scenario on 5.10, 6.1 and 6.12; an hour for each kernel (KERNELS=6.1, CONTINUE=yes); writes bench/RESULTS.md'
	@echo 'make soak      thirty loans, then kills of the agent at every effect, on real kernels; two hours; writes bench/RESULTS.md'
	@echo 'make soak-agent   kills of the agent at every effect, on a simulated host; half an hour'
	@echo 'make soak-ladder  thousands of random schedules for agent and manager, on both databases (SCHEDULES=5000, SEED=); two hours'
	@echo 'make soak-reports  thousands of hostile reports to a manager (REPORTS=100000, SEED=); some hours'
	@echo 'make bench     times of a detach, of the guard and of the first requests to guests; writes bench/RESULTS.md'
	@echo 'make format    format the sources'
	@echo 'make release   build what is shipped from the last commit into target/release: jars, components, licences, checksums'
	@echo 'make release-check   the same twice, in two directories, and compare all files'

run:
	@scripts/run-demo

check:
	@scripts/run-tests check

test:
	@scripts/run-tests test

lab:
	@lab/run

lab-full:
	@FULL=yes lab/run

soak:
	@bench/soak

soak-agent:
	@mvn -B -q -ntp -pl host-agent/daemon -am test -Dtest=KilledAgentTest -Dbailiff.kill=every \
	  -Dsurefire.failIfNoSpecifiedTests=false

# Without SEED, every moment of a kill and many rounds of the races, too.
also-on-the-ladder = ,LadderKillOn*Test,RaceOn*Test

soak-ladder:
	@mvn -B -q -ntp -pl host-agent/daemon,manager-service/server -am test \
	  -Dtest='AgentSchedulesTest,RandomSchedules*Test$(if $(SEED),,$(also-on-the-ladder))' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm.compiler=-XX:+UseSerialGC \
	  -Dbailiff.races=100 -Dbailiff.schedules=$(or $(SCHEDULES),5000) $(if $(SEED),-Dbailiff.seed=$(SEED))

soak-reports:
	@mvn -B -q -ntp -pl manager-service/server -am test -Dtest=HostileReportsTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dbailiff.schedules=$(if $(SEED),1,$(or $(REPORTS),100000)) $(if $(SEED),-Dbailiff.seed=$(SEED))

bench:
	@bench/run

format:
	@mvn -B -q spotless:apply

release:
	@scripts/release build

release-check:
	@scripts/release check
