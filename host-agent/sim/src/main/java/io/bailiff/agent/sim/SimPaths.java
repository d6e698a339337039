// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/** Finds a node by path, with links followed. */
final class SimPaths {

    private static final int MOST_LINKS = 40;

    private final SimNode.Directory root;
    private final LongSupplier version;

    /** @param version the version of the directories' content */
    SimPaths(SimNode.Directory root, LongSupplier version) {
        this.root = root;
        this.version = version;
    }

    /**
     * A node with the real path.
     *
     * @param path the path with all links followed
     * @param node the node
     */
    record Found(String path, SimNode node) {}

    /** @throws KernelException ENOENT, ENOTDIR or ELOOP */
    Found find(String path, boolean followLast) throws KernelException {
        Deque<String> rest = new ArrayDeque<>(parts(path));
        List<String> place = new ArrayList<>();
        List<SimNode> nodes = new ArrayList<>(List.of(root));
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.equals("..")) {
                up(place, nodes);
                continue;
            }
            SimNode node = child(nodes.get(nodes.size() - 1), name);
            if (node instanceof SimNode.Link link && (followLast || !rest.isEmpty())) {
                if (++links > MOST_LINKS) {
                    throw new KernelException(SimErrno.ELOOP);
                }
                follow(link, rest, place, nodes);
            } else {
                place.add(name);
                nodes.add(node);
            }
        }
        return new Found("/" + String.join("/", place), nodes.get(nodes.size() - 1));
    }

    private static void follow(SimNode.Link link, Deque<String> rest, List<String> place, List<SimNode> nodes) {
        if (link.target().startsWith("/")) {
            place.clear();
            nodes.subList(1, nodes.size()).clear();
        }
        List<String> parts = parts(link.target());
        for (int index = parts.size() - 1; index >= 0; index--) {
            rest.push(parts.get(index));
        }
    }

    private static void up(List<String> place, List<SimNode> nodes) {
        if (!place.isEmpty()) {
            place.remove(place.size() - 1);
            nodes.remove(nodes.size() - 1);
        }
    }

    private SimNode child(SimNode parent, String name) throws KernelException {
        if (!(parent instanceof SimNode.Directory directory)) {
            throw new KernelException(SimErrno.ENOTDIR);
        }
        SimNode node = directory.names(version.getAsLong()).get(name);
        if (node == null) {
            throw new KernelException(SimErrno.ENOENT);
        }
        return node;
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }
}
