// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.fuse.FuseWriteInterceptor;
import io.bailiff.agent.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent doctor}: checks if the host can lend devices, and prints a remedy for each obstacle. Changes nothing. */
@Command(
        name = "doctor",
        description = "Check if this host can lend devices, and print a remedy for each obstacle. Changes nothing.")
final class DoctorCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Override
    public Integer call() throws HostFileException {
        List<Check> checks = checks();
        if (main.host().json()) {
            main.out().println(Json.of(checks));
        } else {
            UseChecks.onOnePage(checks).forEach(this::print);
        }
        main.out().flush();
        boolean failed = checks.stream().anyMatch(check -> check.verdict() == Check.Verdict.FAIL);
        return (failed ? ExitCode.HOST_CANNOT : ExitCode.OK).number();
    }

    private List<Check> checks() throws HostFileException {
        HostFiles files = main.host().files();
        List<Check> checks = new ArrayList<>();
        if (main.host().isThisMachine()) {
            checks.add(privilege());
        }
        checks.addAll(
                new HostChecks(files, main.host().groups()).all(main.host().conflictBehaviour()));
        if (main.host().isThisMachine()) {
            checks.add(new GuardChecks(main.host().state()).check());
            checks.addAll(new CoverChecks(
                            files,
                            FuseWriteInterceptor.descriptorHolderOf(main.host().state()))
                    .all());
        }
        checks.addAll(new HealthChecks(main.host().health().read()).all());
        checks.addAll(new ReportChecks(main.host().state(), main.host().stateFiles()).all());
        checks.addAll(new WaitLimitChecks(files).all());
        checks.addAll(new UnloadChecks(files).all());
        checks.addAll(new StateChecks(main.host().state(), main.host().journals()).all(new Kernel(files).bootId()));
        return checks;
    }

    private static Check privilege() {
        return Privilege.isRoot()
                ? Check.ok(Check.Subject.PRIVILEGE, "The command runs as root.")
                : Check.fail(
                        Check.Subject.PRIVILEGE,
                        "The command does not run as root, so it can move no device and cannot read every file.",
                        "Run the command as root.");
    }

    private void print(Check check) {
        main.out().println(String.format("%-4s  %s", check.verdict(), check.finding()));
        if (check.remedy() != null) {
            main.out().println("      " + check.remedy());
        }
    }
}
