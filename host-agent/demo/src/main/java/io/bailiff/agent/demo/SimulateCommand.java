// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.demo;

import io.bailiff.agent.cli.CommandFailure;
import io.bailiff.agent.cli.ExitCode;
import io.bailiff.agent.cli.Main;
import io.bailiff.agent.cli.ManagerOptions;
import io.bailiff.agent.cli.Table;
import io.bailiff.agent.sim.FileAccessListener;
import io.bailiff.agent.sim.GuestTimings;
import io.bailiff.agent.sim.GuestView;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimMachine;
import io.bailiff.agent.sim.SimServer;
import io.bailiff.agent.sim.ThreadClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-sim simulate}: hosts in memory, for the demonstration and for tests. */
@Command(
        name = "simulate",
        description = "Serve simulated hosts with guests, until Ctrl-C. Changes nothing on this machine. With"
                + " --manager, each host has an agent; the agents' journals are below --state.")
final class SimulateCommand implements Callable<Integer> {

    @ParentCommand
    private @Nullable Main main;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:7990",
            description = "The address and port to listen on; loopback only (default: ${DEFAULT-VALUE}).")
    private String listen = "127.0.0.1:7990";

    @Option(
            names = "--hosts",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "sim-a,sim-b",
            description = "The names of the hosts (default: ${DEFAULT-VALUE}).")
    private List<String> hosts = List.of("sim-a", "sim-b");

    @Option(
            names = "--kernel",
            paramLabel = "KIND",
            defaultValue = "refuses",
            description = "The kernels' reaction to a host driver for a member of a group in use: refuses"
                    + " (Linux 5.19 and later), lockless (the same, on Linux 7.1), groupless (the same,"
                    + " without files of groups) or panics (default: ${DEFAULT-VALUE}).")
    private KernelFlavour kernel = KernelFlavour.REFUSES;

    @Mixin
    private final ManagerOptions manager = new ManagerOptions();

    @Override
    public Integer call() throws InterruptedException, IOException {
        try (ThreadClock clock = new ThreadClock()) {
            List<SimMachine> machines = machines(clock);
            try (SimServer server = serve(machines);
                    SimulatedAgents agents = agents(machines)) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agents, server), "end of simulation"));
                new CountDownLatch(1).await();
            }
        }
        return ExitCode.OK.number();
    }

    private List<SimMachine> machines(ThreadClock clock) {
        if (hosts.stream().distinct().count() < hosts.size()) {
            throw usage(
                    "--hosts has a name twice: " + String.join(",", hosts) + ".", "Give each host a different name.");
        }
        return hosts.stream()
                .map(name -> SimMachine.demo(
                        checked(name), kernel, UUID.randomUUID().toString(), GuestTimings.watchable(), clock))
                .toList();
    }

    private static void end(SimulatedAgents agents, SimServer server) {
        agents.close();
        server.close();
    }

    /** Starts an agent for each host if a manager is given; without a manager, agents come from elsewhere. */
    private SimulatedAgents agents(List<SimMachine> machines) throws IOException {
        return manager.given()
                ? SimulatedAgents.start(machines, manager, parent().state().resolve("simulated"))
                : SimulatedAgents.none();
    }

    private SimServer serve(List<SimMachine> machines) {
        int port = port();
        try {
            SimServer server = SimServer.start(port, machines, new FileAccessListener() {});
            describe(server, machines);
            return server;
        } catch (BindException taken) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--listen " + listen + ": " + taken.getMessage() + ".",
                    "Choose another port, or end the process that listens on this port.");
        } catch (IOException failure) {
            throw new CommandFailure(
                    ExitCode.UNEXPECTED,
                    "--listen " + listen + ": " + failure.getMessage() + ".",
                    "Choose another port.");
        }
    }

    private Main parent() {
        return Objects.requireNonNull(main);
    }

    private int port() {
        int colon = listen.lastIndexOf(':');
        String address = colon < 0 ? "" : listen.substring(0, colon);
        if (!List.of("127.0.0.1", "localhost").contains(address)
                || !listen.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw usage(
                    "--listen " + listen + " is not an address of the loopback interface.", "Write 127.0.0.1:7990.");
        }
        int port = Integer.parseInt(listen.substring(colon + 1));
        if (port > 65535) {
            throw usage("--listen " + listen + ": port " + port + " does not exist.", "Choose a port below 65536.");
        }
        return port;
    }

    private static String checked(String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            throw usage(
                    "--hosts: \"" + name + "\" is not a valid host name.",
                    "Use lower-case letters, digits and hyphens.");
        }
        return name;
    }

    private static CommandFailure usage(String what, String remedy) {
        return new CommandFailure(ExitCode.BAD_INPUT, what, remedy);
    }

    private void describe(SimServer server, List<SimMachine> machines) {
        PrintWriter out = parent().out();
        Table guests = new Table("HOST", "GUEST", "UUID", "REACTION TO A RELEASE REQUEST");
        for (SimMachine machine : machines) {
            for (GuestView guest : machine.guests().all()) {
                guests.row(machine.host().name(), guest.name(), guest.uuid().toString(), manner(guest.name()));
            }
        }
        String first = machines.get(0).host().name();
        out.println("Simulated hosts, on kernels like Linux " + kernel.release() + ":");
        out.println();
        out.println(guests);
        out.println("Groups of a host:       bailiff-sim --sim " + server.host(first) + " inspect");
        out.println("Guests and events:      curl " + server.host(first) + "/guests");
        out.println("                        curl '" + server.host(first) + "/events?after=0&waitMillis=0'");
        out.println("Kernel:                 curl " + server.host(first) + "/kernel");
        out.println("Processes:              curl " + server.host(first) + "/processes");
        out.println("Script as root:         curl " + server.host(first) + "/shell -d 'echo 1 > /sys/bus/pci/rescan'");
        out.println("Claim a lent function for its host driver:");
        out.println(
                "                        curl " + server.host(first) + "/claims -d '{\"function\":\"0000:02:01.1\"}'");
        out.println("Setting of a manager:   --bailiff.simulation=127.0.0.1:" + server.port());
        out.println();
        out.println("Ctrl-C ends the simulation.");
        out.flush();
    }

    private static String manner(String guest) {
        return switch (guest) {
            case "web1" -> "releases the device";
            case "db1" -> "ignores the request; shuts down when asked to";
            default -> "ignores the request, and a shutdown request too";
        };
    }
}
