// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A Hugging Face {@code config.json}: the fields of one model. Fields that nobody asks for are kept and written back.
 * Immutable and thread-safe.
 */
public final class ModelConfig extends JsonObject {
    private ModelConfig(JsonObject document) {
        super(document.source(), document.root());
    }

    /**
     * Reads a file.
     *
     * @param file the config.json
     * @return the config
     * @throws IOException if the file cannot be read
     * @throws JsonException as {@link JsonObject#parse} does
     */
    public static ModelConfig read(Path file) throws IOException {
        return new ModelConfig(JsonObject.read(file));
    }

    /**
     * Reads a document in memory.
     *
     * @param source what errors call it, such as the path it came from
     * @param json the document
     * @return the config
     * @throws JsonException as {@link JsonObject#parse} does
     */
    public static ModelConfig parse(String source, byte[] json) {
        return new ModelConfig(JsonObject.parse(source, json));
    }

    /**
     * Takes an object of another document for a config.
     *
     * @param object the object
     * @return the config
     */
    public static ModelConfig of(JsonObject object) {
        return new ModelConfig(object);
    }

    /**
     * Makes the fields of the config for a checkpoint of a given type: every field as it was read, in order, but for the
     * element type, which {@code dtype}, {@code torch_dtype}, or both if both are there, and {@code dtype} if neither is, come
     * to name.
     *
     * @param dtype the type, one that Goldilocks fills
     * @return the fields
     */
    public JsonValue.Fields withDType(DType dtype) {
        Map<String, JsonValue> fields = new LinkedHashMap<>(root().fields());
        JsonValue name = new JsonValue.Text(dtype.torchName());
        fields.replace("torch_dtype", name);
        if (!fields.containsKey("torch_dtype") || fields.containsKey("dtype")) {
            fields.put("dtype", name);
        }
        return new JsonValue.Fields(fields);
    }

    /**
     * Writes the config for a checkpoint of a given type.
     *
     * @param dtype the type, one that Goldilocks fills
     * @return the document of {@link #withDType}, in ASCII with an indentation of two blanks, ended by a line feed
     */
    public String toJson(DType dtype) {
        return JsonWriter.write(withDType(dtype)) + "\n";
    }

    /**
     * Changes fields.
     *
     * @param changes the new values by their fields' names; null takes a field away
     * @return the config with every other field as it was, in order; fields that are new stand at its end
     */
    public ModelConfig with(Map<String, ? extends @Nullable JsonValue> changes) {
        Map<String, JsonValue> fields = new LinkedHashMap<>(root().fields());
        changes.forEach((field, value) -> {
            if (value == null) {
                fields.remove(field);
            } else {
                fields.put(field, value);
            }
        });
        return new ModelConfig(new JsonObject(source(), new JsonValue.Fields(fields)));
    }

    /** Reads a required whole number of a range. */
    long wholeNumber(String field, long min, long max) {
        return optionalLong(field, min, max)
                .orElseThrow(() -> invalid(field, "is missing: expected a whole number from " + min + " to " + max));
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
        return root().fields().containsKey(field);
    }

    /** Counts the labels of a classifier: those of {@code id2label}, else {@code num_labels}, else the library's two. */
    long labelCount() {
        OptionalLong stated = optionalSize("num_labels");
        Optional<JsonObject> labels = optionalObject("id2label");
        if (labels.isEmpty()) {
            return stated.orElse(2);
        }
        int count = labels.get().root().fields().size();
        if (count == 0) {
            throw invalid("id2label", "is empty: expected at least one label");
        }
        if (stated.orElse(count) != count) {
            throw invalid("num_labels", "does not fit: expected " + count
                    + ", the number of labels in id2label, found " + stated.getAsLong());
        }
        return count;
    }

    /** Counts the answers of a head that marks a span and is sized by the labels: two, its first and last token. */
    long spanCount() {
        if (labelCount() != 2) {
            throw invalid(states("id2label") ? "id2label" : "num_labels",
                    "does not fit: expected 2 labels, the ends of "
                            + "an answer, found " + labelCount());
        }
        return 2;
    }

    /** Refuses a size that another field bounds. */
    void requireAtMost(String field, long value, String limitField, long limit) {
        if (value > limit) {
            throw invalid(field, "does not fit: expected at most " + limitField + ", which is " + limit
                    + ", found " + value);
        }
    }

    /** Refuses a stated size that follows from others, if it contradicts them. */
    void requireEqual(String field, long value, String source) {
        long stated = optionalSize(field).orElse(value);
        if (stated != value) {
            throw invalid(field, "does not fit: expected " + source + ", which is " + value + ", found "
                    + stated);
        }
    }

    /** Refuses what cannot be shared out evenly, and says how much each gets of it. */
    long shared(String field, long value, String divisorField, long divisor) {
        if (value % divisor != 0) {
            throw invalid(field, "does not fit: expected a multiple of " + divisorField + ", which is " + divisor
                    + ", found " + value);
        }
        return value / divisor;
    }

    /** Refuses an odd width of what rotary embeddings turn. */
    void requireEven(String field, long width) {
        if (width % 2 != 0) {
            throw invalid(field, "does not fit: expected an even number, because rotary embeddings turn pairs, "
                    + "found " + width);
        }
    }

    /** Refuses a field that asks for what cannot be done. */
    void requireAbsent(String field, String why) {
        if (find(field).isPresent()) {
            throw invalid(field, "is not supported: " + why);
        }
    }
}
