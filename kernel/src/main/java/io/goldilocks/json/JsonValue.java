// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON document in memory, immutable, with its fields in order and its numbers as written. */
public sealed interface JsonValue {
    /**
     * A string.
     *
     * @param value the text
     */
    record Text(String value) implements JsonValue {}

    /**
     * A number, kept as text, so that no digit is lost and no exponent, however large, is expanded.
     *
     * @param text the number as written; NaN, Infinity and -Infinity too
     */
    record Num(String text) implements JsonValue {}

    /**
     * True or false.
     *
     * @param value which
     */
    record Bool(boolean value) implements JsonValue {}

    /** Nothing. */
    record Null() implements JsonValue {}

    /**
     * A list.
     *
     * @param items its items, in order
     */
    record Items(List<JsonValue> items) implements JsonValue {
        /** Copies the items. */
        public Items {
            items = List.copyOf(items);
        }
    }

    /**
     * An object.
     *
     * @param fields its fields, in order
     */
    record Fields(Map<String, JsonValue> fields) implements JsonValue {
        /** Copies the fields. */
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /**
     * Says in few words what stands there, for an error.
     *
     * @return for example {@code the string "gpt2"}
     */
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

    /**
     * Makes an object of numbers.
     *
     * @param numbers finite numbers by their fields' names
     * @return the object, in the map's order
     */
    static Fields numbers(Map<String, Double> numbers) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        numbers.forEach((name, number) -> fields.put(name, new Num(number.toString())));
        return new Fields(fields);
    }

    private static String abbreviate(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
