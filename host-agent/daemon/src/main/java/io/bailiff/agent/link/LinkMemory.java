package io.bailiff.agent.link;

import io.bailiff.agent.api.EnrolmentGrant;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.state.DurableFiles;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What the link remembers over a restart of the agent: who it is to the manager, and what it has done. */
final class LinkMemory {

    private final Path credential;
    private final Path progress;
    private final StateFiles files;
    private final DurableFiles durable;
    private final JsonMapper json = JsonMapper.shared();

    LinkMemory(Path stateDirectory, StateFiles files) {
        this.credential = stateDirectory.resolve("credential.json");
        this.progress = stateDirectory.resolve("link.json");
        this.files = files;
        this.durable = new DurableFiles(files);
    }

    /**
     * What has been done of the desired state.
     *
     * @param hostId as whom; a host that enrols anew starts anew
     * @param bootId in which boot; another boot has undone all of it
     * @param revision the highest that was taken in
     * @param outcomes of its orders
     */
    record Progress(String hostId, String bootId, long revision, List<OrderOutcome> outcomes) {
        Progress {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** @throws IOException if there is one that cannot be read */
    Optional<EnrolmentGrant> credential() throws IOException {
        return read(credential, EnrolmentGrant.class);
    }

    void keep(EnrolmentGrant grant) throws IOException {
        durable.replace(credential, json.writeValueAsString(grant));
    }

    Optional<Progress> progress() throws IOException {
        return read(progress, Progress.class);
    }

    void keep(Progress now) throws IOException {
        durable.replace(progress, json.writeValueAsString(now));
    }

    private <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        try {
            return Optional.of(json.readValue(files.read(file), type));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw new IOException(
                    file + " cannot be understood: " + e.getOriginalMessage()
                            + ". Move it away; the agent then enrols again and asks for the desired state anew",
                    e);
        }
    }
}
