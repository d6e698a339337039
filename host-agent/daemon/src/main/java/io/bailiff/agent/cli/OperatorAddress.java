// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses of the ssh connection of the calling operator: both ends. The shell of the connection has the addresses in the
 * environment (SSH_CONNECTION in ssh(1)). sudo removes the variable, so the environments of the parent processes are read, too.
 */
final class OperatorAddress {

    private static final Pattern CONNECTION =
            Pattern.compile("(?:^|\\u0000)SSH_CONNECTION=(\\S+) [0-9]+ (\\S+) [0-9]+(?:\\u0000|$)");
    private static final Pattern PARENT = Pattern.compile("(?m)^PPid:\\s*([0-9]+)$");

    /** The limit of the walk to the parents. */
    private static final int MOST_PARENTS = 64;

    private final HostFiles files;

    OperatorAddress(HostFiles files) {
        this.files = files;
    }

    /** Returns the two addresses; empty without an ssh connection. */
    List<String> find() {
        List<String> addresses = new ArrayList<>();
        try {
            Optional<String> process = Optional.of("self");
            for (int count = 0; addresses.isEmpty() && process.isPresent() && count < MOST_PARENTS; count++) {
                String directory = "/proc/" + process.get();
                Matcher connection = CONNECTION.matcher(files.read(directory + "/environ"));
                if (connection.find()) {
                    addresses.addAll(List.of(connection.group(1), connection.group(2)));
                }
                process = parent(directory);
            }
        } catch (HostFileException atTheEnd) {
            // A directory without processes has no operator. A parent of another user is beyond the operator's own
            // shell, unless the
            // operator used sudo; then the command may read every process.
        }
        return addresses;
    }

    private Optional<String> parent(String directory) throws HostFileException {
        Matcher parent = PARENT.matcher(files.read(directory + "/status"));
        return parent.find() && !parent.group(1).equals("0") ? Optional.of(parent.group(1)) : Optional.empty();
    }
}
