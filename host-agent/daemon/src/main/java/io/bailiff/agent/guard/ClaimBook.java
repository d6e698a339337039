// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The claims on disk: {@code claims.json} with all claims as of some time, and {@code claims.changes} with every change since, one line
 * each. A change costs one line, whatever the number of claims. When the lines are many more than the claims, the book writes
 * {@code claims.json} anew and removes the changes.
 *
 * <p>After a kill at any point the files show every change that has returned. A kill during an append leaves a line without an end, and the
 * line is ignored. A kill between the new {@code claims.json} and the removal of the changes leaves changes of an older generation,
 * which are ignored too.
 */
final class ClaimBook {

    /** The number of lines, above twice the number of claims, before the book is written anew. */
    private static final int MOST_LINES = 256;

    /**
     * The content of {@code claims.json}.
     *
     * @param bootId the boot of the claims; claims of an earlier boot are dropped
     * @param claims all claims, waiting and ended
     * @param generation the generation of the changes that follow, or null in a file of an older agent, which no changes follow
     */
    record Stored(
            String bootId, List<HeldClaim> claims, @Nullable Long generation) {}

    /**
     * A change of one claim.
     *
     * @param generation the generation of the {@code claims.json} before the change
     * @param id the id of the claim
     * @param claim the claim after the change, or null if the claim is dropped
     */
    record Change(long generation, String id, @Nullable HeldClaim claim) {}

    private final StateFiles files;
    private final StateStore<Stored> whole;
    private final Path changes;
    private final String bootId;
    private final JsonMapper json = JsonMapper.shared();
    private long generation;
    private int lines;
    /** True if the changes on disk do not follow {@code claims.json}, or may end within a line: nothing may be appended. */
    private boolean mustRewrite = true;

    ClaimBook(Path directory, StateFiles files, String bootId) {
        this.files = files;
        this.whole = StateStore.untilBoot(directory.resolve("claims.json"), Stored.class, files);
        this.changes = directory.resolve("claims.changes");
        this.bootId = bootId;
    }

    /**
     * Returns the claims of this boot by id, in the order of their first storing. The next change writes the whole book, because the changes
     * on disk may end within a line.
     *
     * @throws IOException if the claims cannot be read, or are malformed
     */
    Map<String, HeldClaim> read() throws IOException {
        Map<String, HeldClaim> claims = new LinkedHashMap<>();
        Optional<Stored> stored = whole.read();
        generation = stored.map(Stored::generation).orElse(0L);
        if (stored.isPresent() && stored.get().bootId().equals(bootId)) {
            stored.get().claims().forEach(claim -> claims.put(claim.report().id(), claim));
            String text = changes();
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                apply(parse(line), claims);
            }
        }
        return claims;
    }

    private String changes() throws IOException {
        try {
            return files.read(changes);
        } catch (NoSuchFileException noChanges) {
            return "";
        }
    }

    private void apply(Change change, Map<String, HeldClaim> claims) {
        if (change.generation() != generation) {
            return;
        }
        if (change.claim() == null) {
            claims.remove(change.id());
        } else {
            claims.put(change.id(), change.claim());
        }
    }

    private Change parse(String line) throws IOException {
        try {
            return json.readValue(line, Change.class);
        } catch (JacksonException e) {
            throw new IOException(
                    "The state file " + changes
                            + " is malformed: move the file to another directory, then start the agent.",
                    e);
        }
    }

    /**
     * Stores changes. When the call returns, a later agent of this boot reads the changes, also after a kill of this agent.
     *
     * @param changed the claims that are new or have another status, and the ids of dropped claims
     * @param all all claims after the changes
     */
    void store(Changed changed, Collection<HeldClaim> all) throws IOException {
        lines += changed.claims().size() + changed.dropped().size();
        if (mustRewrite || lines > MOST_LINES + 2 * all.size()) {
            rewrite(all);
        } else {
            append(changed, all);
        }
    }

    /**
     * The changes of one call of {@link #store}.
     *
     * @param claims the claims with a new status, new claims included
     * @param dropped the ids of dropped claims
     */
    record Changed(List<HeldClaim> claims, List<String> dropped) {}

    private void append(Changed changed, Collection<HeldClaim> all) throws IOException {
        StringBuilder text = new StringBuilder();
        changed.claims().forEach(claim -> text.append(line(claim.report().id(), claim)));
        changed.dropped().forEach(id -> text.append(line(id, null)));
        try {
            files.append(changes, text.toString());
        } catch (IOException failure) {
            // The disk may have taken a part of the lines. A full disk may still have room for the claims without the
            // changes.
            rewrite(all);
        }
    }

    private String line(String id, @Nullable HeldClaim claim) {
        return json.writeValueAsString(new Change(generation, id, claim)) + '\n';
    }

    private void rewrite(Collection<HeldClaim> all) throws IOException {
        mustRewrite = true;
        generation++;
        whole.write(new Stored(bootId, List.copyOf(all), generation));
        files.delete(changes);
        mustRewrite = false;
        lines = 0;
    }
}
