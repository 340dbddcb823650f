// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.Version;
import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that decides the bits of an adapter: with the model, the same command makes them again. In the shape of
 * {@link SurgeryProvenance}.
 *
 * @param options what the adapter is
 * @param seed the seed
 * @param base the config of the model that is adapted
 */
record AdapterProvenance(LoraOptions options, long seed, ModelConfig base) {
    private static final String OPERATION = "lora";

    /** One JSON object, ended by a line feed. */
    String toJson() {
        Map<String, JsonValue> root = new LinkedHashMap<>();
        root.put("version", new JsonValue.Text(Version.current()));
        root.put("stream_format", new JsonValue.Num(Integer.toString(TensorStream.FORMAT)));
        root.put("engine", new JsonValue.Text(Engine.PHILOX4X32_10.toString()));
        root.put("seed", new JsonValue.Num(Long.toString(seed)));
        root.put("operation", new JsonValue.Text(OPERATION));
        root.put("options", options.json());
        root.put("base_config", base.root());
        return JsonWriter.write(new JsonValue.Fields(root)) + "\n";
    }

    /** What the header of the file of weights says. */
    Map<String, String> metadata() {
        return Map.of("format", "pt", "goldilocks.version", Version.current(), "goldilocks.engine",
                Engine.PHILOX4X32_10.toString(),
                "goldilocks.seed", Long.toString(seed), "goldilocks.stream_format",
                Integer.toString(TensorStream.FORMAT), "goldilocks.operation", OPERATION);
    }
}
