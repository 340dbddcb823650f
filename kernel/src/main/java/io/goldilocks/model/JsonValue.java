// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON document in memory, immutable, with its fields in order and its numbers as written. */
sealed interface JsonValue {
    record Text(String value) implements JsonValue {}

    /** Kept as text, so that no digit is lost and no exponent, however large, is expanded. */
    record Num(String text) implements JsonValue {}

    record Bool(boolean value) implements JsonValue {}

    record Null() implements JsonValue {}

    record Items(List<JsonValue> items) implements JsonValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    record Fields(Map<String, JsonValue> fields) implements JsonValue {
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /** Says in few words what stands there, for an error. */
    default String describe() {
        return switch (this) {
            case Text(String value) -> "the string \"" + abbreviate(value) + "\"";
            case Num(String text) -> abbreviate(text);
            case Bool(boolean value) -> String.valueOf(value);
            case Null _ -> "null";
            case Items _ -> "a list";
            case Fields _ -> "an object";
        };
    }

    private static String abbreviate(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
