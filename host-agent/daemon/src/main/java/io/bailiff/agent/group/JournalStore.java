// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.group.JournalSchemas.NewerSchemaException;
import io.bailiff.agent.state.DirectoryStamp;
import io.bailiff.agent.state.DurableFiles;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The journals of a host, one file per group: {@code groups/<fingerprint>.json} in the state directory. A write is on
 * disk when the call returns. A crash leaves either the old journal or the new journal.
 */
public final class JournalStore {

    private static final String SUFFIX = ".json";

    private final Path directory;
    private final StateFiles files;
    private final DurableFiles durable;
    private final JournalSchemas schemas = JournalSchemas.ofThisAgent();
    private final JsonMapper json = JsonMapper.shared();

    public JournalStore(Path stateDirectory, StateFiles files) {
        this.directory = stateDirectory.resolve("groups");
        this.files = files;
        this.durable = new DurableFiles(files);
    }

    /**
     * Returns the group's journal, from any boot and from any schema up to this agent's schema; empty only if there is
     * no journal.
     *
     * @throws JournalException if the journal cannot be read, or a newer agent has written the journal
     */
    public Optional<Journal> read(GroupFingerprint fingerprint) throws JournalException {
        Path file = file(fingerprint);
        try {
            Journal journal = json.treeToValue(schemas.upgrade(json.readTree(files.read(file))), Journal.class);
            if (!journal.fingerprint().equals(fingerprint)) {
                throw new IOException("the journal is about group " + journal.fingerprint());
            }
            return Optional.of(journal);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NewerSchemaException e) {
            throw new JournalException(file, JournalException.Reason.NEWER_SCHEMA, e);
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new JournalException(file, JournalException.Reason.UNREADABLE, e);
        }
    }

    public void write(Journal journal) throws IOException {
        durable.replace(file(journal.fingerprint()), json.writeValueAsString(journal));
    }

    public void remove(GroupFingerprint fingerprint) throws IOException {
        durable.remove(file(fingerprint));
    }

    /** Renames the journal of an earlier boot, so that the agent ignores the file and an operator can still read the content. */
    public void setAside(Journal journal) throws IOException {
        Path file = file(journal.fingerprint());
        durable.rename(file, file.resolveSibling(file.getFileName() + ".boot-" + journal.bootId()));
    }

    /** Returns the fingerprints of all groups with a journal, readable or not. */
    public List<GroupFingerprint> groups() throws IOException {
        return files.list(directory).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .filter(name -> name.matches("[0-9a-f]{32}\\.json"))
                .map(name -> new GroupFingerprint(name.substring(0, name.length() - SUFFIX.length())))
                .toList();
    }

    /**
     * Returns the stamp of the journals' directory; empty if unknown. Every change of a journal renews the stamp, by any process:
     * {@link DurableFiles} renames a new file over the journal, and never writes into the journal itself.
     */
    Optional<DirectoryStamp> stamp() throws IOException {
        return files.stamp(directory);
    }

    /** Returns the path of the group's lock file. Only one process at a time holds the lock. Creates the directory if missing. */
    Path lockFile(GroupFingerprint fingerprint) throws IOException {
        files.createDirectories(directory);
        return directory.resolve(fingerprint + ".lock");
    }

    private Path file(GroupFingerprint fingerprint) {
        return directory.resolve(fingerprint + SUFFIX);
    }
}
