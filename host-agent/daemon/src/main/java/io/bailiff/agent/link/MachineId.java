package io.bailiff.agent.link;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.state.DurableFiles;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/** What tells one machine from another that has taken its name: {@code /etc/machine-id}, or one made up and kept. */
final class MachineId {

    private static final String FILE = "/etc/machine-id";

    private final HostFiles host;
    private final Path own;
    private final StateFiles state;

    MachineId(HostFiles host, Path stateDirectory, StateFiles state) {
        this.host = host;
        this.own = stateDirectory.resolve("machine-id");
        this.state = state;
    }

    String get() throws IOException {
        try {
            String id = host.read(FILE);
            if (!id.isEmpty()) {
                return id;
            }
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_ENTRY) {
                throw e;
            }
        }
        return made();
    }

    private String made() throws IOException {
        try {
            return state.read(own);
        } catch (NoSuchFileException first) {
            String id = UUID.randomUUID().toString();
            new DurableFiles(state).replace(own, id);
            return id;
        }
    }
}
