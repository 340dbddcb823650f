// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads one JSON object, strictly: UTF-8 without a byte order mark, no field twice, nothing after the end, bounded depth.
 * The one liberty is that of Python's writer, which leaves {@code NaN}, {@code Infinity} and {@code -Infinity} bare.
 */
final class JsonReader {
    private static final int MAX_DEPTH = 64;
    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");
    private static final JsonFactory FACTORY = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final String source;
    private final JsonParser parser;

    private JsonReader(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    static JsonValue.Fields read(String source, byte[] json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), decode(source, json))) {
            return new JsonReader(source, parser).document();
        }
    }

    private JsonValue.Fields document() {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw here("expected an object, which begins with {");
            }
            JsonValue.Fields root = fields(1);
            if (parser.nextToken() != null) {
                throw here("expected nothing after the end of the object: remove the rest");
            }
            return root;
        } catch (JacksonException e) {
            // Numbers and names that pass the parser's limits are reported without a place.
            throw malformed(Objects.requireNonNullElse(e.getLocation(), parser.currentLocation()),
                    e.getOriginalMessage());
        }
    }

    private JsonValue value(int depth) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new JsonValue.Text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Num(number());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> new JsonValue.Null();
            case START_ARRAY -> items(depth + 1);
            case START_OBJECT -> fields(depth + 1);
            default -> throw here("expected a value");
        };
    }

    private String number() {
        String text = parser.getString();
        if (parser.isNaN() && !NOT_FINITE.contains(text)) {
            throw here("expected a number, or NaN, Infinity or -Infinity, found " + text);
        }
        return text;
    }

    private JsonValue.Items items(int depth) {
        requireDepth(depth);
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(depth));
        }
        return new JsonValue.Items(items);
    }

    private JsonValue.Fields fields(int depth) {
        requireDepth(depth);
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (fields.containsKey(name)) {
                throw here("field '" + name + "' stands there twice: keep one of them");
            }
            parser.nextToken();
            fields.put(name, value(depth));
        }
        return new JsonValue.Fields(fields);
    }

    private void requireDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw here("expected at most " + MAX_DEPTH + " levels of lists and objects");
        }
    }

    private JsonException here(String message) {
        return malformed(parser.currentTokenLocation(), message);
    }

    private JsonException malformed(TokenStreamLocation location, String message) {
        return new JsonException(source + " is malformed at line " + location.getLineNr() + ", column "
                + location.getColumnNr() + ": " + message);
    }

    private static String decode(String source, byte[] json) {
        ByteBuffer bytes = ByteBuffer.wrap(json);
        CharBuffer chars = CharBuffer.allocate(json.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, chars, true);
        if (result.isError()) {
            throw new JsonException(
                    source + " is malformed at byte " + bytes.position()
                            + ": expected UTF-8, so save the file as that");
        }
        String text = chars.flip().toString();
        if (text.startsWith("\uFEFF")) {
            throw new JsonException(
                    source + " is malformed: it begins with a byte order mark, so save it as UTF-8 without one");
        }
        return text;
    }
}
