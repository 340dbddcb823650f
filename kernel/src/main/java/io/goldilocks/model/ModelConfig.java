// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Hugging Face {@code config.json}: the fields of one model, read strictly. A field that is {@code null} counts as
 * missing; fields that nobody asks for are kept and written back. Immutable and thread-safe.
 *
 * <p>Each accessor throws a {@link ConfigException} that names the file and the field, what was expected and what was found.
 */
public final class ModelConfig {
    /** The most bytes a config.json may have; more is taken for a malformed file. */
    public static final int MAX_BYTES = 16 << 20;

    private final String source;
    private final JsonValue.Fields root;

    private ModelConfig(String source, JsonValue.Fields root) {
        this.source = source;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @param file the config.json
     * @return the config
     * @throws IOException if the file cannot be read
     * @throws ConfigException as {@link #parse} does
     */
    public static ModelConfig read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(file.toString(), in.readNBytes(MAX_BYTES + 1));
        }
    }

    /**
     * Reads a document in memory.
     *
     * @param source what errors call it, such as the path it came from
     * @param json the document: one JSON object in UTF-8, at most {@link #MAX_BYTES} long
     * @return the config
     * @throws ConfigException if the document is too long, no JSON, no object, nested more than 64 levels deep, begins with a
     *     byte order mark, has text after its end, or has a field twice; the message gives line and column
     */
    public static ModelConfig parse(String source, byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new ConfigException(source + " is malformed: a config.json has at most " + MAX_BYTES
                    + " bytes, so check that this is one");
        }
        return new ModelConfig(source, JsonReader.read(source, json));
    }

    /**
     * Returns what errors call this config.
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
     * @throws ConfigException if the field is missing or no whole number of that range
     */
    public long size(String field) {
        return optionalSize(field).orElseThrow(() -> invalid(field, "is missing: expected a whole number"));
    }

    /**
     * Reads an optional size.
     *
     * @param field the field's name
     * @return 1 to 2³¹ − 1, or nothing if the field is missing
     * @throws ConfigException if the field is no whole number of that range
     */
    public OptionalLong optionalSize(String field) {
        return optionalLong(field, 1, Integer.MAX_VALUE);
    }

    /** Reads a size that may be null but must stand there, because a config without it would mean another. */
    OptionalLong nullableSize(String field) {
        if (!states(field)) {
            throw invalid(field, "is missing: expected a whole number or null");
        }
        return optionalSize(field);
    }

    /** Tells whether the field stands there, if only with null. */
    boolean states(String field) {
        return root.fields().containsKey(field);
    }

    /**
     * Reads an optional whole number.
     *
     * @param field the field's name
     * @param min the smallest value allowed
     * @param max the largest value allowed
     * @return the number, or nothing if the field is missing
     * @throws ConfigException if the field is no whole number of that range
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
     * @throws ConfigException if the field is no number of that range
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
     * @throws ConfigException if the field is neither true nor false
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
     * @throws ConfigException if the field is missing or no string
     */
    public String text(String field) {
        return optionalText(field).orElseThrow(() -> invalid(field, "is missing: expected a string"));
    }

    /**
     * Reads an optional string.
     *
     * @param field the field's name
     * @return the string, or nothing if the field is missing
     * @throws ConfigException if the field is no string
     */
    public Optional<String> optionalText(String field) {
        return find(field).map(found -> requireText(field, "a string", found));
    }

    /**
     * Reads an optional list of strings.
     *
     * @param field the field's name
     * @return the strings; none if the field is missing
     * @throws ConfigException if the field is no list of strings
     */
    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonValue item : items(field, "strings")) {
            texts.add(requireText(field, "a list of strings", item));
        }
        return List.copyOf(texts);
    }

    /** Reads an optional list of whole numbers that are not negative; none if the field is missing. */
    List<Long> wholeNumbers(String field) {
        List<Long> numbers = new ArrayList<>();
        for (JsonValue item : items(field, "whole numbers")) {
            numbers.add(wholeNumber(item, 0, Integer.MAX_VALUE)
                    .orElseThrow(() -> unexpected(field, "a list of whole numbers from 0 to 2147483647", item)));
        }
        return List.copyOf(numbers);
    }

    /** Counts the labels of a classifier: those of {@code id2label}, else {@code num_labels}, else the library's two. */
    long labelCount() {
        OptionalLong stated = optionalSize("num_labels");
        Optional<JsonValue> found = find("id2label");
        if (found.isEmpty()) {
            return stated.orElse(2);
        }
        if (!(found.get() instanceof JsonValue.Fields(Map<String, JsonValue> labels)) || labels.isEmpty()) {
            throw unexpected("id2label", "an object with at least one label", found.get());
        }
        if (stated.orElse(labels.size()) != labels.size()) {
            throw invalid("num_labels", "does not fit: expected " + labels.size()
                    + ", the number of labels in id2label, found " + stated.getAsLong());
        }
        return labels.size();
    }

    /** Counts the answers of a head that marks a span and is sized by the labels: two, its first and last token. */
    long spanCount() {
        if (labelCount() != 2) {
            throw invalid(states("id2label") ? "id2label" : "num_labels", "does not fit: expected 2 labels, the ends of "
                    + "an answer, found " + labelCount());
        }
        return 2;
    }

    /**
     * Writes the config for a checkpoint of a given type: every field as it was read, in order, but for the element type,
     * which {@code dtype}, {@code torch_dtype}, or both if both are there, and {@code dtype} if neither is, come to name.
     *
     * @param dtype the type, one that Goldilocks fills
     * @return the document, in ASCII with an indentation of two blanks, ended by a line feed
     */
    public String toJson(DType dtype) {
        Map<String, JsonValue> fields = new LinkedHashMap<>(root.fields());
        JsonValue name = new JsonValue.Text(dtype.torchName());
        fields.replace("torch_dtype", name);
        if (!fields.containsKey("torch_dtype") || fields.containsKey("dtype")) {
            fields.put("dtype", name);
        }
        return JsonWriter.write(new JsonValue.Fields(fields)) + "\n";
    }

    /** Refuses a field that asks for what cannot be done. */
    void requireAbsent(String field, String why) {
        if (find(field).isPresent()) {
            throw invalid(field, "is not supported: " + why);
        }
    }

    ConfigException invalid(String field, String why) {
        return new ConfigException(source + ": field '" + field + "' " + why);
    }

    private List<JsonValue> items(String field, String what) {
        Optional<JsonValue> found = find(field);
        if (found.isEmpty()) {
            return List.of();
        }
        if (found.get() instanceof JsonValue.Items(List<JsonValue> items)) {
            return items;
        }
        throw unexpected(field, "a list of " + what, found.get());
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

    private String requireText(String field, String expected, JsonValue found) {
        return switch (found) {
            case JsonValue.Text(String value) -> value;
            default -> throw unexpected(field, expected, found);
        };
    }

    private ConfigException unexpected(String field, String expected, JsonValue found) {
        return invalid(field, "is malformed: expected " + expected + ", found " + found.describe());
    }

    private Optional<JsonValue> find(String field) {
        return Optional.ofNullable(root.fields().get(field)).filter(value -> !(value instanceof JsonValue.Null));
    }
}
