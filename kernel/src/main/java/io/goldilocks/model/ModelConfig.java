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

    /** Refuses a field that asks for what cannot be done. */
    void requireAbsent(String field, String why) {
        if (find(field).isPresent()) {
            throw invalid(field, "is not supported: " + why);
        }
    }
}
