# The commands of this project. `make help` says what each does.

.DEFAULT_GOAL := help
.PHONY: help run test lab lab-full soak soak-ladder bench format

help:
	@echo 'make run     build, then start the manager with simulated hosts; prints what to try'
	@echo 'make test    build everything and run all tests (JDKS="17 25": on each of these)'
	@echo 'make lab     lend, hold and take back on real kernels, emulated; half an hour (KERNELS=, SCENARIOS=)'
	@echo 'make lab-full  every scenario on 5.10, 6.1 and 6.12; two hours; writes bench/RESULTS.md'
	@echo 'make soak    kill the agent at every effect of its work on real kernels; takes an hour'
	@echo 'make soak-ladder  agent and manager in thousands of random schedules each (SCHEDULES=5000, SEED=); an hour'
	@echo 'make bench   time a detach against raw writes, virsh and driverctl, what the guard costs, and how soon guests are asked; writes bench/RESULTS.md'
	@echo 'make format  format the sources'

run:
	@scripts/run-demo

test:
	@scripts/run-tests

lab:
	@lab/run

lab-full:
	@FULL=yes lab/run

soak:
	@bench/soak

soak-ladder:
	@mvn -B -q -ntp -pl host-agent/daemon,manager-service -am test -Dtest='AgentSchedulesTest,RandomSchedulesTest' \
	  -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dbailiff.schedules=$(or $(SCHEDULES),5000) $(if $(SEED),-Dbailiff.seed=$(SEED))

bench:
	@bench/run

format:
	@mvn -B -q spotless:apply
