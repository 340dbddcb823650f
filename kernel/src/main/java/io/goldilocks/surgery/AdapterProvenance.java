// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.Provenance;
import io.goldilocks.Version;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that decides the bits of an adapter: with the model, the same command makes them again. In the shape of
 * {@link SurgeryProvenance}.
 *
 * @param options what the adapter is
 * @param seed the seed
 * @param base the config of the model that is adapted
 */
public record AdapterProvenance(LoraOptions options, long seed, ModelConfig base) {
    private static final String OPERATION = "operation";
    private static final String NAME = "lora";

    /**
     * Tells whether a document is of this kind.
     *
     * @param document a {@link Provenance#FILE}
     * @return whether it is that of an adapter
     */
    public static boolean is(JsonObject document) {
        return document.find(OPERATION).equals(Optional.of(new JsonValue.Text(NAME)));
    }

    /**
     * Reads a document.
     *
     * @param document what {@link #toJson} has written
     * @return the provenance
     * @throws JsonException if it is malformed, or of another engine or stream format
     */
    public static AdapterProvenance of(JsonObject document) {
        document.requireOnly(
                List.of("version", "stream_format", "engine", "seed", OPERATION, "options", "base_config"));
        SurgeryProvenance.requireThisStream(document);
        long seed = document.optionalLong("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseThrow(() -> document.invalid("seed", "is missing: expected a whole number"));
        try {
            return new AdapterProvenance(LoraOptions.of(document.object("options")), seed,
                    ModelConfig.of(document.object("base_config")));
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException(document.source() + ": " + e.getMessage());
        }
    }

    /**
     * Plans the factors again.
     *
     * @return all of them
     * @throws IllegalArgumentException if some were calculated, which takes the model, or the targets do not fit the config
     */
    public List<DrawnFactor> factors() {
        List<DrawnFactor> factors = new ArrayList<>();
        for (LoraTarget target : LoraTargets.of(ModelPlan.of(base, null), options).modules()) {
            if (!DrawnFactor.isDrawn(target, options.init())) {
                throw new IllegalArgumentException("the factors of module '" + target.module() + "' were calculated by "
                        + options.init() + ": do the same lora on the model again and compare the files with diff");
            }
            factors.addAll(DrawnFactor.of(target, options));
        }
        return factors;
    }

    /**
     * Writes the provenance.
     *
     * @return one JSON object, ended by a line feed
     */
    public String toJson() {
        Map<String, JsonValue> root = new LinkedHashMap<>();
        root.put("version", new JsonValue.Text(Version.current()));
        root.put("stream_format", new JsonValue.Num(Integer.toString(TensorStream.FORMAT)));
        root.put("engine", new JsonValue.Text(Engine.PHILOX4X32_10.toString()));
        root.put("seed", new JsonValue.Num(Long.toString(seed)));
        root.put(OPERATION, new JsonValue.Text(NAME));
        root.put("options", options.json());
        root.put("base_config", base.root());
        return JsonWriter.write(new JsonValue.Fields(root)) + "\n";
    }

    /**
     * Returns what the header of the file of weights says.
     *
     * @return text by keys
     */
    public Map<String, String> metadata() {
        return Map.of("format", "pt", "goldilocks.version", Version.current(), "goldilocks.engine",
                Engine.PHILOX4X32_10.toString(),
                "goldilocks.seed", Long.toString(seed), "goldilocks.stream_format",
                Integer.toString(TensorStream.FORMAT), "goldilocks.operation", NAME);
    }
}
