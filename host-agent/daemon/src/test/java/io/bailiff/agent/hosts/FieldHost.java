// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.hosts;

import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.cli.CommandRun;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostTree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A host of a manifest, as {@code bailiff-agent} sees the host: from {@code inspect} and by commands. */
final class FieldHost {

    private static final String DRIVERS = "/sys/bus/pci/drivers";
    private static final String FRAMEBUFFER = "/sys/bus/platform/drivers/simple-framebuffer/unbind";

    private final Path root;
    private final Path state;
    private final HostTree tree;

    /** The output of {@code inspect}, or null after a change of the host. */
    private @Nullable JsonNode report;

    /** @param state the state directory of the agent */
    FieldHost(Path root, Path state, String manifest) {
        this.root = root;
        this.state = state;
        this.tree = new HostTree(root);
        become(manifest);
    }

    /** Changes the files to the files of another manifest, as they are later. */
    void become(String manifest) {
        report = null;
        HostManifest.build(manifest, tree);
        // A write to a file of a tree reaches no kernel: the file shows that the agent has written.
        drivers().forEach(driver -> tree.file(unbind(driver), ""));
        tree.file(FRAMEBUFFER, "").file("/sys/bus/pci/drivers_probe", "");
    }

    HostTree tree() {
        report = null;
        return tree;
    }

    /** Returns the endpoints of all groups that can be lent now, by address. */
    List<String> lendable() {
        return groups().filter(group -> group.at("/state").asString().equals("WITH_HOST"))
                .filter(group -> group.at("/refusals").isEmpty())
                .flatMap(FieldHost::endpoints)
                .sorted()
                .toList();
    }

    /** Returns the codes of the refusals of one function. */
    Set<Refusal.Code> codes(String address) {
        return refusals(address)
                .map(refusal -> Refusal.Code.valueOf(refusal.at("/code").asString()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Refusal.Code.class)));
    }

    /** Returns the files that show the refusals of one function. */
    Set<String> evidence(String address) {
        return refusals(address)
                .map(refusal -> refusal.at("/evidence").asString())
                .collect(Collectors.toSet());
    }

    String state(String address) {
        return group(address).at("/state").asString();
    }

    String use(String address) {
        return group(address).at("/use/state").asString();
    }

    String fingerprint(String address) {
        return group(address).at("/fingerprint").asString();
    }

    List<String> members(String address) {
        return members(group(address));
    }

    /** Returns the names of the devices that depend on the group, with an asterisk on each device in use. */
    List<String> dependents(String address) {
        return group(address)
                .at("/dependents")
                .valueStream()
                .map(device ->
                        device.at("/name").asString() + (device.at("/use").isNull() ? "" : "*"))
                .toList();
    }

    /** Returns the actions of the plan about one function. */
    List<String> actions(String address) {
        return steps(address).map(step -> step.at("/action").asString()).toList();
    }

    /** Returns the text of the first step of the plan about one function with this action. */
    String step(String address, String action) {
        return steps(address)
                .filter(step -> step.at("/action").asString().equals(action))
                .findFirst()
                .orElseThrow()
                .at("/text")
                .asString();
    }

    /** Returns the functions of each unknown. */
    List<List<String>> unknowns() {
        return inspect()
                .at("/unknowns")
                .valueStream()
                .map(unknown -> unknown.at("/functions")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList())
                .toList();
    }

    /** Returns the findings of {@code doctor} with warnings or failures about a subject. */
    List<String> warnings(String subject) {
        return json("doctor", "--json")
                .valueStream()
                .filter(check -> check.at("/subject").asString().equals(subject))
                .filter(check -> !check.at("/verdict").asString().equals("OK"))
                .map(check -> check.at("/finding").asString())
                .toList();
    }

    int exitCode(String... arguments) {
        return run(arguments).exitCode();
    }

    CommandRun run(String... arguments) {
        report = null;
        String[] options = {"--root", root.toString(), "--state", state.toString()};
        return CommandRun.of(
                Stream.concat(Arrays.stream(options), Arrays.stream(arguments)).toArray(String[]::new));
    }

    /** Returns the drivers that the agent has told to release a function. */
    Set<String> unbound() {
        return drivers().stream()
                .filter(driver -> !read(unbind(driver)).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the framebuffer that the agent has released, or an empty text. */
    String released() {
        return read(FRAMEBUFFER).trim();
    }

    String override(String address) {
        return read("/sys/bus/pci/devices/" + address + "/driver_override").trim();
    }

    private JsonNode group(String address) {
        return groups().filter(group -> members(group).contains(address))
                .findFirst()
                .orElseThrow();
    }

    private Stream<JsonNode> refusals(String address) {
        return group(address)
                .at("/refusals")
                .valueStream()
                .filter(refusal -> refusal.at("/address").asString().equals(address));
    }

    private Stream<JsonNode> steps(String address) {
        return group(address)
                .at("/detachPlan")
                .valueStream()
                .filter(step -> step.at("/address").asString().equals(address));
    }

    private Stream<JsonNode> groups() {
        return inspect().at("/groups").valueStream();
    }

    private JsonNode inspect() {
        JsonNode present = report == null ? json("inspect", "--json") : report;
        report = present;
        return present;
    }

    private static Stream<String> endpoints(JsonNode group) {
        return group.at("/members")
                .valueStream()
                .filter(member -> member.at("/kind").asString().equals("ENDPOINT"))
                .map(member -> member.at("/address").asString());
    }

    private static List<String> members(JsonNode group) {
        return group.at("/members")
                .valueStream()
                .map(member -> member.at("/address").asString())
                .toList();
    }

    private JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(run(arguments).out());
    }

    private List<String> drivers() {
        try {
            return tree.files().list(DRIVERS);
        } catch (HostFileException failure) {
            throw new AssertionError(failure);
        }
    }

    private String read(String path) {
        try {
            return tree.files().read(path);
        } catch (HostFileException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String unbind(String driver) {
        return DRIVERS + "/" + driver + "/unbind";
    }
}
