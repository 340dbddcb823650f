// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.Provenance;
import io.goldilocks.Version;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all random words of an operation come from.
 *
 * @param engine the random generator
 * @param seed the seed
 */
public record Randomness(Engine engine, long seed) {
    /** The fields that state it, and with which a document of provenance begins. */
    static final List<String> FIELDS = List.of("version", "stream_format", "engine", "seed");

    /**
     * Makes that of a seed under Philox4x32-10.
     *
     * @param seed the seed
     */
    public Randomness(long seed) {
        this(Engine.PHILOX4X32_10, seed);
    }

    /**
     * Returns the words of a tensor.
     *
     * @param tensor its name
     * @return its main stream
     */
    public TensorStream stream(String tensor) {
        return TensorStream.of(engine, seed, tensor);
    }

    /**
     * Reads the fields.
     *
     * @throws JsonException if one is missing or malformed, or of an engine or stream format that this version lacks
     */
    static Randomness of(JsonObject document) {
        long format = document.size("stream_format");
        if (format != TensorStream.FORMAT) {
            throw document.invalid("stream_format",
                    "does not fit this version: expected " + TensorStream.FORMAT + ", found " + format);
        }
        long seed = document.optionalLong("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseThrow(() -> document.invalid("seed", "is missing: expected a whole number"));
        try {
            return new Randomness(Engine.parse(document.text("engine")), seed);
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw document.invalid("engine", "does not fit this version: " + e.getMessage());
        }
    }

    /** Begins a document with the fields. */
    Map<String, JsonValue> json() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("version", new JsonValue.Text(Version.current()));
        fields.put("stream_format", new JsonValue.Num(Integer.toString(TensorStream.FORMAT)));
        fields.put("engine", new JsonValue.Text(engine.toString()));
        fields.put("seed", new JsonValue.Num(Long.toString(seed)));
        return fields;
    }

    /** What the header of a file of weights says; {@code format: pt} is what the Hugging Face libraries ask for. */
    Map<String, String> metadata(String operation) {
        Map<String, String> metadata = new LinkedHashMap<>(Provenance.metadata(engine, seed));
        metadata.put("goldilocks.operation", operation);
        return metadata;
    }
}
