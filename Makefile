# The commands of this project. `make help` says what each does.

.DEFAULT_GOAL := help
.PHONY: help run check test lab lab-full soak soak-agent soak-ladder bench format

help:
	@echo 'make run       build, then start the manager with simulated hosts; prints what to try'
	@echo 'make check     build, and run all tests that need no Debian package and are not slow; three minutes'
	@echo 'make test      build, and run all tests; nine minutes (JDKS="17 25": what depends on the JDK also on the second)'
	@echo 'make lab       lend, hold and take back on real kernels, emulated; half an hour (KERNELS=, SCENARIOS=)'
	@echo 'make lab-full  every scenario on 5.10, 6.1 and 6.12; an hour each (KERNELS=6.1); writes bench/RESULTS.md'
	@echo 'make soak      thirty loans, then the agent killed at every effect of its work, on real kernels; two hours'
	@echo 'make soak-agent   the same on a simulated host, each effect in a process that is really killed; half an hour'
	@echo 'make soak-ladder  agent and manager in thousands of random schedules each (SCHEDULES=5000, SEED=); an hour'
	@echo 'make bench     time a detach against raw writes, virsh and driverctl, what the guard costs, and how soon guests are asked; writes bench/RESULTS.md'
	@echo 'make format    format the sources'

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

soak-ladder:
	@mvn -B -q -ntp -pl host-agent/daemon,manager-service/server -am test -Dtest='AgentSchedulesTest,RandomSchedulesTest' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm.compiler=-XX:+UseSerialGC \
	  -Dbailiff.schedules=$(or $(SCHEDULES),5000) $(if $(SEED),-Dbailiff.seed=$(SEED))

bench:
	@bench/run

format:
	@mvn -B -q spotless:apply
