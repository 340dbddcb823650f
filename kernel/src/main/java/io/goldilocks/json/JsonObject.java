// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JSON object of a stranger's document, read strictly. A field that is {@code null} counts as missing. Immutable and
 * thread-safe.
 *
 * <p>Each accessor throws a {@link JsonException} that names the document and the field, what was expected and what was found.
 */
public class JsonObject {
    /** The most bytes a document may have; more is taken for a malformed one. */
    public static final int MAX_BYTES = 16 << 20;

    private final String source;
    private final JsonValue.Fields root;

    /**
     * Wraps fields.
     *
     * @param source what errors call the object, such as the path it came from
     * @param root its fields
     */
    public JsonObject(String source, JsonValue.Fields root) {
        this.source = source;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return the object
     * @throws IOException if the file cannot be read
     * @throws JsonException as {@link #parse} does
     */
    public static JsonObject read(Path file) throws IOException {
        return read(file, MAX_BYTES);
    }

    /**
     * Reads a file that may be longer or must be shorter than {@link #MAX_BYTES}.
     *
     * @param file the file
     * @param maxBytes the most bytes it may have
     * @return the object
     * @throws IOException if the file cannot be read
     * @throws JsonException as {@link #parse} does
     */
    public static JsonObject read(Path file, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(file.toString(), in.readNBytes(maxBytes + 1), maxBytes);
        }
    }

    /**
     * Reads a document in memory.
     *
     * @param source what errors call it, such as the path it came from
     * @param json the document: one JSON object in UTF-8, at most {@link #MAX_BYTES} long
     * @return the object
     * @throws JsonException if the document is too long, no JSON, no object, nested more than 64 levels deep, begins with a
     *     byte order mark, has text after its end, or has a field twice; the message gives line and column
     */
    public static JsonObject parse(String source, byte[] json) {
        return parse(source, json, MAX_BYTES);
    }

    private static JsonObject parse(String source, byte[] json, int maxBytes) {
        if (json.length > maxBytes) {
            throw new JsonException(source + " is malformed: expected at most " + maxBytes
                    + " bytes, so check that this is the right file");
        }
        return new JsonObject(source, JsonReader.read(source, json));
    }

    /**
     * Returns what errors call this object.
     *
     * @return for example the path
     */
    public String source() {
        return source;
    }

    /**
     * Reads a required size.
     *
     * @param field the field's name
     * @return 1 to 2³¹ − 1
     * @throws JsonException if the field is missing or no whole number of that range
     */
    public long size(String field) {
        return optionalSize(field).orElseThrow(() -> invalid(field, "is missing: expected a whole number"));
    }

    /**
     * Reads an optional size.
     *
     * @param field the field's name
     * @return 1 to 2³¹ − 1, or nothing if the field is missing
     * @throws JsonException if the field is no whole number of that range
     */
    public OptionalLong optionalSize(String field) {
        return optionalLong(field, 1, Integer.MAX_VALUE);
    }

    /**
     * Reads an optional whole number.
     *
     * @param field the field's name
     * @param min the smallest value allowed
     * @param max the largest value allowed
     * @return the number, or nothing if the field is missing
     * @throws JsonException if the field is no whole number of that range
     */
    public OptionalLong optionalLong(String field, long min, long max) {
        Optional<JsonValue> found = find(field);
        if (found.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong value = wholeNumber(found.get(), min, max);
        if (value.isPresent()) {
            return value;
        }
        throw unexpected(field, "a whole number from " + min + " to " + max, found.get());
    }

    /**
     * Reads an optional number.
     *
     * @param field the field's name
     * @param min the smallest value allowed
     * @param max the largest value allowed
     * @param fallback the value if the field is missing
     * @return the number
     * @throws JsonException if the field is no number of that range
     */
    public double number(String field, double min, double max, double fallback) {
        Optional<JsonValue> found = find(field);
        if (found.isEmpty()) {
            return fallback;
        }
        if (found.get() instanceof JsonValue.Num(String text)) {
            double value = Double.parseDouble(text);
            if (min <= value && value <= max) {
                return value;
            }
        }
        throw unexpected(field, "a number from " + min + " to " + max, found.get());
    }

    /**
     * Reads an optional flag.
     *
     * @param field the field's name
     * @param fallback the value if the field is missing
     * @return the flag
     * @throws JsonException if the field is neither true nor false
     */
    public boolean flag(String field, boolean fallback) {
        return find(field).map(found -> switch (found) {
            case JsonValue.Bool(boolean value) -> value;
            default -> throw unexpected(field, "true or false", found);
        }).orElse(fallback);
    }

    /**
     * Reads a required string.
     *
     * @param field the field's name
     * @return the string
     * @throws JsonException if the field is missing or no string
     */
    public String text(String field) {
        return optionalText(field).orElseThrow(() -> invalid(field, "is missing: expected a string"));
    }

    /**
     * Reads an optional string.
     *
     * @param field the field's name
     * @return the string, or nothing if the field is missing
     * @throws JsonException if the field is no string
     */
    public Optional<String> optionalText(String field) {
        return find(field).map(found -> requireText(field, "a string", found));
    }

    /**
     * Reads an optional list of strings.
     *
     * @param field the field's name
     * @return the strings; none if the field is missing
     * @throws JsonException if the field is no list of strings
     */
    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonValue item : items(field, "a list of strings")) {
            texts.add(requireText(field, "a list of strings", item));
        }
        return List.copyOf(texts);
    }

    /**
     * Reads an optional list of whole numbers.
     *
     * @param field the field's name
     * @return the numbers, each 0 to 2³¹ − 1; none if the field is missing
     * @throws JsonException if the field is no list of whole numbers of that range
     */
    public List<Long> wholeNumbers(String field) {
        String expected = "a list of whole numbers from 0 to " + Integer.MAX_VALUE;
        List<Long> numbers = new ArrayList<>();
        for (JsonValue item : items(field, expected)) {
            numbers.add(wholeNumber(item, 0, Integer.MAX_VALUE)
                    .orElseThrow(() -> unexpected(field, expected, item)));
        }
        return List.copyOf(numbers);
    }

    /**
     * Returns the fields.
     *
     * @return all of them, in the document's order
     */
    public JsonValue.Fields root() {
        return root;
    }

    /**
     * Reads a required object.
     *
     * @param field the field's name
     * @return the object, which errors call by this one's name and the field's
     * @throws JsonException if the field is missing or no object
     */
    public JsonObject object(String field) {
        return optionalObject(field).orElseThrow(() -> invalid(field, "is missing: expected an object"));
    }

    /**
     * Reads an optional object.
     *
     * @param field the field's name
     * @return the object, or nothing if the field is missing
     * @throws JsonException if the field is no object
     */
    public Optional<JsonObject> optionalObject(String field) {
        return find(field)
                .map(found -> new JsonObject(source + ": " + field, requireFields(field, "an object", found)));
    }

    /**
     * Reads a required list of objects.
     *
     * @param field the field's name
     * @return the objects, which errors call by this one's name, the field's, and their place from 1 on
     * @throws JsonException if the field is missing or no list of objects
     */
    public List<JsonObject> objects(String field) {
        JsonValue found = find(field)
                .orElseThrow(() -> invalid(field, "is missing: expected a list of objects"));
        if (!(found instanceof JsonValue.Items(List<JsonValue> items))) {
            throw unexpected(field, "a list of objects", found);
        }
        List<JsonObject> objects = new ArrayList<>();
        for (JsonValue item : items) {
            objects.add(new JsonObject(source + ": " + field + " " + (objects.size() + 1),
                    requireFields(field, "a list of objects", item)));
        }
        return List.copyOf(objects);
    }

    /**
     * Refuses fields that nobody reads, which are misspelt more often than not.
     *
     * @param fields the names there may be
     * @throws JsonException if there is another
     */
    public void requireOnly(List<String> fields) {
        for (String field : root.fields().keySet()) {
            if (!fields.contains(field)) {
                throw invalid(field, "is unknown: expected one of " + String.join(", ", fields));
            }
        }
    }

    /**
     * Makes the exception for a field.
     *
     * @param field the field's name
     * @param why what is wrong, to be read after the field's name
     * @return the exception
     */
    public JsonException invalid(String field, String why) {
        return new JsonException(source + ": field '" + field + "' " + why);
    }

    private List<JsonValue> items(String field, String expected) {
        return find(field).map(found -> switch (found) {
            case JsonValue.Items(List<JsonValue> items) -> items;
            default -> throw unexpected(field, expected, found);
        }).orElse(List.of());
    }

    private static OptionalLong wholeNumber(JsonValue found, long min, long max) {
        if (found instanceof JsonValue.Num(String text)) {
            try {
                long value = Long.parseLong(text);
                if (min <= value && value <= max) {
                    return OptionalLong.of(value);
                }
            } catch (NumberFormatException e) {
                // No whole number of 64 bits: reported with every other value out of range.
            }
        }
        return OptionalLong.empty();
    }

    private JsonValue.Fields requireFields(String field, String expected, JsonValue found) {
        return switch (found) {
            case JsonValue.Fields fields -> fields;
            default -> throw unexpected(field, expected, found);
        };
    }

    private String requireText(String field, String expected, JsonValue found) {
        return switch (found) {
            case JsonValue.Text(String value) -> value;
            default -> throw unexpected(field, expected, found);
        };
    }

    /**
     * Makes the exception for a field of another kind.
     *
     * @param field the field's name
     * @param expected what would be right
     * @param found what stands there
     * @return the exception
     */
    public JsonException unexpected(String field, String expected, JsonValue found) {
        return invalid(field, "is malformed: expected " + expected + ", found " + found.describe());
    }

    /**
     * Finds a field of any kind.
     *
     * @param field the field's name
     * @return its value, or nothing if it is missing or null
     */
    public Optional<JsonValue> find(String field) {
        return Optional.ofNullable(root.fields().get(field)).filter(value -> !(value instanceof JsonValue.Null));
    }
}
