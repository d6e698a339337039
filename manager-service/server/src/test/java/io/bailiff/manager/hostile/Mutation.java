// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.hostile;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change of one place of a report. The same choice makes the same change of the same report.
 *
 * @param choice the seed of the change
 */
record Mutation(long choice) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\n2026-01-01 00:00:00 ERROR record: kind=guest-killed host=other: forged line",
            "\u001b[2J\u001b[1;1H",
            "\u202egnp.exe\u2066",
            "zero\u200bwidth\ufeff",
            "nul\u0000nul",
            "half \ud83d pair",
            "\udca9",
            "'; drop table host; --",
            "<script>alert(1)</script>",
            "${jndi:ldap://127.0.0.1/a}",
            "../../../etc/shadow",
            "UNHEARD_OF",
            "0000:02:1f.7",
            "0000:02:20.0",
            "ffffffff:00:00.0",
            "00000000-0000-0000-0000-000000000000",
            "0123456789abcdef0123456789abcdef",
            "0123456789ab",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "9998-12-31T23:59:59.999999999Z",
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2026-02-30T00:00:00Z",
            "HELD",
            "STANDING",
            "LET_THROUGH",
            "ENDPOINT",
            "x".repeat(300),
            "x".repeat(5_000),
            "\u001b".repeat(4_000),
            "\ud83d\udca9".repeat(9_000));

    /** Texts that any process may choose. Other texts have a spelling, and most changes of such a text are refused at once. */
    private static final Set<String> FREE_TEXTS = Set.of(
            "model",
            "driver",
            "driverOverride",
            "reason",
            "evidence",
            "text",
            "owner",
            "command",
            "guest",
            "guestUuid",
            "message",
            "what",
            "file",
            "cgroup",
            "unit",
            "container",
            "detail",
            "survivesAgent",
            "fenceProblem",
            "kernelRelease",
            "bootId",
            "operationId",
            "name",
            "use",
            "0");

    private static final List<Long> NUMBERS = List.of(
            -2L, -1L, 0L, 1L, 7L, 0xffff_ffffL, (long) Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE);

    /** Changes the report. Returns the change for people. */
    String apply(ObjectNode report) {
        SplittableRandom random = new SplittableRandom(choice);
        for (int tries = 0; tries < 20; tries++) {
            String change = change(report, random);
            if (!change.isEmpty()) {
                return change;
            }
        }
        return "nothing";
    }

    /** Descends to a place and changes the place. Returns an empty text for a place that is passed over. */
    private static String change(ObjectNode report, SplittableRandom random) {
        JsonNode parent = report;
        StringBuilder path = new StringBuilder();
        while (true) {
            String key = child(parent, random);
            if (key.isEmpty()) {
                return "";
            }
            path.append('/').append(key);
            JsonNode value = parent.isArray() ? parent.get(Integer.parseInt(key)) : parent.get(key);
            if (value.isString() && !FREE_TEXTS.contains(key) && random.nextInt(4) > 0) {
                return "";
            }
            if (!value.isContainer() || value.isEmpty() || random.nextInt(3) == 0) {
                return path + " " + change(parent, key, value, report, random);
            }
            parent = value;
        }
    }

    private static String child(JsonNode parent, SplittableRandom random) {
        if (parent.isEmpty()) {
            return "";
        }
        if (parent.isArray()) {
            return Integer.toString(random.nextInt(parent.size()));
        }
        List<String> names = new ArrayList<>(parent.propertyNames());
        return names.get(random.nextInt(names.size()));
    }

    private static String change(
            JsonNode parent, String key, JsonNode value, ObjectNode report, SplittableRandom random) {
        int kind = random.nextInt(16);
        if (kind == 0) {
            remove(parent, key);
            return "removed";
        }
        if (kind == 1 && parent instanceof ArrayNode list) {
            int times = random.nextInt(8) == 0 ? 1200 : 1;
            for (int i = 0; i < times; i++) {
                list.add(value.deepCopy());
            }
            return "repeated " + times + " times";
        }
        if (kind == 2 && value instanceof ObjectNode object) {
            object.set("unheardOf", deep(random.nextInt(2) == 0 ? 3 : 700));
            return "with an unknown field";
        }
        JsonNode other = random.nextInt(5) == 0 ? any(report, random) : ofTheSameType(value, report, random);
        replace(parent, key, other);
        String text = other.isContainer() ? "a list or an object" : other.toString();
        return "= " + (text.length() > 100 ? text.substring(0, 100) + "…" : text);
    }

    /** Most changes keep the type, because a value of another type does not get far into the manager. */
    private static JsonNode ofTheSameType(JsonNode value, ObjectNode report, SplittableRandom random) {
        if (value.isString()) {
            return JSON.stringNode(TEXTS.get(random.nextInt(TEXTS.size())));
        }
        if (value.isNumber()) {
            return JSON.numberNode(NUMBERS.get(random.nextInt(NUMBERS.size())));
        }
        if (value.isBoolean()) {
            return JSON.booleanNode(!value.booleanValue());
        }
        return value.isArray() ? JSON.arrayNode() : elsewhere(report, random);
    }

    private static JsonNode any(ObjectNode report, SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt(-2, 3));
            case 3 -> JSON.numberNode(Long.MAX_VALUE);
            case 4 -> JSON.numberNode(Long.MIN_VALUE);
            case 5 -> JSON.numberNode(BigInteger.TEN.pow(40));
            case 6 -> JSON.numberNode(new BigDecimal("1e400"));
            case 7 -> JSON.arrayNode();
            case 8 -> JSON.objectNode();
            case 9 -> JSON.arrayNode().addNull();
            case 10 -> deep(1_200);
            default -> elsewhere(report, random);
        };
    }

    /** Returns a copy of another part of the report. */
    private static JsonNode elsewhere(ObjectNode report, SplittableRandom random) {
        JsonNode part = report;
        while (part.isContainer() && !part.isEmpty() && random.nextInt(4) != 0) {
            String key = child(part, random);
            part = part.isArray() ? part.get(Integer.parseInt(key)) : part.get(key);
        }
        return part.deepCopy();
    }

    private static JsonNode deep(int levels) {
        ArrayNode outer = JSON.arrayNode();
        ArrayNode inner = outer;
        for (int i = 0; i < levels; i++) {
            inner = inner.addArray();
        }
        return outer;
    }

    private static void remove(JsonNode parent, String key) {
        if (parent instanceof ObjectNode object) {
            object.remove(key);
        } else {
            ((ArrayNode) parent).remove(Integer.parseInt(key));
        }
    }

    private static void replace(JsonNode parent, String key, JsonNode value) {
        if (parent instanceof ObjectNode object) {
            object.set(key, value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(key), value);
        }
    }
}
