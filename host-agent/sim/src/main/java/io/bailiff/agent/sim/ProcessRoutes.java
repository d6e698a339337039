// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The protocol for processes of a host besides the agent and the guests: {@code /shell}, {@code /claims} and {@code /processes}. */
final class ProcessRoutes {

    private ProcessRoutes() {}

    /**
     * A function to take back.
     *
     * @param function the function's address
     */
    record Claim(String function) {
        Claim {
            if (function == null) {
                throw new IllegalArgumentException("\"function\" is missing: {\"function\":\"0000:02:01.1\"}");
            }
        }
    }

    /** Runs the lines of the body, and answers at the end of the script. */
    static HttpReply shell(SimHost host, HttpCall call) {
        if (!call.is("POST")) {
            return HttpReply.error(405, "REFUSED", "POST only: the body is the script");
        }
        return run(host, ProcessSpec.command("/usr/bin/bash", "-e"), call.text());
    }

    /** Takes a function back for the host driver, like an administrator without knowledge of guests. */
    static HttpReply claim(SimHost host, HttpCall call) {
        if (!call.is("POST")) {
            return HttpReply.error(405, "REFUSED", "POST {\"function\":\"0000:02:01.1\"}");
        }
        PciAddress function = PciAddress.parse(call.body(Claim.class).function());
        try {
            String script = HostClaim.script(host.kernel(), function);
            return run(host, ProcessSpec.command("/usr/bin/bash", "take-back", function.toString()), script);
        } catch (HostClaim.RefusedException refused) {
            return HttpReply.error(refused.status(), "REFUSED", String.valueOf(refused.getMessage()));
        }
    }

    /** @param path the part of the path after {@code processes} */
    static HttpReply processes(SimProcesses processes, HttpCall call, List<String> path) {
        if (path.isEmpty()) {
            return call.is("GET") ? HttpReply.ok(processes.views()) : HttpReply.error(405, "REFUSED", "GET only");
        }
        String action = String.join("/", path.subList(1, path.size()));
        if (!List.of("kill", "interrupt").contains(action)) {
            return HttpReply.error(
                    404, "REFUSED", "No such action: " + action + "; the actions are kill and interrupt");
        }
        return call.is("POST")
                ? signal(processes, pid(path.get(0)), action)
                : HttpReply.error(405, "REFUSED", "POST only");
    }

    private static HttpReply run(SimHost host, ProcessSpec who, String script) {
        host.kernel().requireAlive();
        return HttpReply.ok(SimShell.start(host, who, script).run());
    }

    private static HttpReply signal(SimProcesses processes, long pid, String action) {
        Optional<SimProcess> process = processes.find(pid);
        if (process.isEmpty()) {
            return HttpReply.error(404, "REFUSED", "This host has no process " + pid);
        }
        if (process.get().spec.parent() != SimProcesses.LOGIN_SHELL) {
            return HttpReply.error(
                    409,
                    "REFUSED",
                    "Process " + pid + " belongs to the host: only processes of root's shell can be ended");
        }
        boolean there = action.equals("kill") ? processes.kill(pid) : processes.interrupt(pid);
        return there ? HttpReply.ok(Map.of()) : HttpReply.error(404, "REFUSED", "Process " + pid + " has ended");
    }

    private static long pid(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("\"" + text + "\" is not the id of a process");
        }
        return Long.parseLong(text);
    }
}
