// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which new tokens take the mean of which old ones, as those into which the old tokeniser cuts the new token's text.
 *
 * @param byToken the numbers of old tokens by that of the new one
 */
public record TokenSources(SortedMap<Long, List<Long>> byToken) {
    /** No new token has sources. */
    public static final TokenSources NONE = new TokenSources(new TreeMap<>());

    /** Copies the map. */
    public TokenSources {
        byToken = Collections.unmodifiableSortedMap(new TreeMap<>(byToken));
    }

    /**
     * Reads a document: an object whose fields are the numbers of new tokens, whose values lists of the numbers of old ones.
     *
     * @param document for example {@code {"32000": [17, 4052], "32001": [9]}}
     * @return the sources
     * @throws JsonException if a field is no number of a token, or its value no list of at least one
     */
    public static TokenSources of(JsonObject document) {
        SortedMap<Long, List<Long>> byToken = new TreeMap<>();
        for (String field : document.root().fields().keySet()) {
            List<Long> rows = document.wholeNumbers(field);
            if (!field.matches("0|[1-9][0-9]{0,9}")) {
                throw document.invalid(field, "is malformed: expected the number of a new token, such as \"32000\"");
            }
            if (rows.isEmpty()) {
                throw document.invalid(field, "is empty: expected the numbers of one or more old tokens");
            }
            byToken.put(Long.valueOf(field), rows);
        }
        return new TokenSources(byToken);
    }

    /** Refuses tokens that are not new, and sources that are not old. */
    void requireFit(long oldSize, long newSize) {
        byToken.forEach((token, rows) -> {
            if (token < oldSize || token >= newSize) {
                throw new IllegalArgumentException("token " + token + " has sources but is not new: expected " + oldSize
                        + " to " + (newSize - 1));
            }
            for (long row : rows) {
                if (row >= oldSize) {
                    throw new IllegalArgumentException("token " + token + " has the source " + row
                            + ", which is out of range: expected an old token, 0 to " + (oldSize - 1));
                }
            }
        });
    }

    JsonValue.Fields toJson() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        byToken.forEach((token, rows) -> {
            List<JsonValue> items = new ArrayList<>();
            rows.forEach(row -> items.add(new JsonValue.Num(row.toString())));
            fields.put(token.toString(), new JsonValue.Items(items));
        });
        return new JsonValue.Fields(fields);
    }
}
