// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Upgrades the JSON of a journal from the stored schema to the schema of {@link Journal}. */
final class JournalSchemas {

    /**
     * The upgrades of every older schema to the next schema. A change that raises {@link Journal#SCHEMA} adds the
     * upgrade of the schema before. No change ever removes an upgrade: a released agent may have written the older
     * schema.
     */
    private static final Map<Integer, UnaryOperator<ObjectNode>> UPGRADES = Map.of(1, JournalSchemas::withoutAllowed);

    private final int current;
    private final Map<Integer, UnaryOperator<ObjectNode>> upgrades;

    /** @param upgrades an upgrade for every schema from 1 to the schema before the current schema */
    JournalSchemas(int current, Map<Integer, UnaryOperator<ObjectNode>> upgrades) {
        if (!IntStream.range(1, current).allMatch(upgrades::containsKey)) {
            throw new IllegalArgumentException("schema " + current
                    + " needs upgrades from all older schemas, but has upgrades from " + upgrades.keySet());
        }
        this.current = current;
        this.upgrades = Map.copyOf(upgrades);
    }

    /** Returns the schemas that this agent reads. */
    static JournalSchemas ofThisAgent() {
        return new JournalSchemas(Journal.SCHEMA, UPGRADES);
    }

    /**
     * Schema 2 added the allowed codes and the configuration of the members. A detach of schema 1 allowed nothing, and recorded
     * no configuration; an absent configuration is null.
     */
    private static ObjectNode withoutAllowed(ObjectNode journal) {
        journal.putArray("allowed");
        return journal;
    }

    /**
     * Returns the journal in the current schema.
     *
     * @throws NewerSchemaException if a newer agent has written the journal
     * @throws IllegalArgumentException if the journal has no schema, or a schema below 1
     */
    JsonNode upgrade(JsonNode journal) throws NewerSchemaException {
        if (!(journal instanceof ObjectNode object) || !journal.path("schema").isInt()) {
            throw new IllegalArgumentException("the journal has no schema");
        }
        int schema = journal.path("schema").intValue();
        if (schema < 1) {
            throw new IllegalArgumentException("schema " + schema + " does not exist");
        }
        if (schema > current) {
            throw new NewerSchemaException(schema, current);
        }
        for (int older = schema; older < current; older++) {
            object = Objects.requireNonNull(upgrades.get(older)).apply(object).put("schema", older + 1);
        }
        return object;
    }

    /** The failure to upgrade a journal of a newer agent. */
    static final class NewerSchemaException extends Exception {
        NewerSchemaException(int schema, int newest) {
            super("the journal has schema " + schema + ", and this agent reads schemas up to " + newest);
        }
    }
}
