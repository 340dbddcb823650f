// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.Provenance;
import io.goldilocks.Version;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that is known of how a model came out of another. It is written beside the weights as {@link Provenance#FILE}: what was
 * kept can be known by its hash, and what was made can be made again.
 *
 * @param operation what was done
 * @param seed the seed of what is new
 * @param base the config of the model that it was done to
 * @param tensors the tensors of the result
 */
public record SurgeryProvenance(Operation operation, long seed, ModelConfig base, List<Tensor> tensors) {
    private static final String OPERATION = "operation";
    private static final String TENSORS = "tensors";

    /** Copies the list. */
    public SurgeryProvenance {
        tensors = List.copyOf(tensors);
    }

    /**
     * A tensor of the result.
     *
     * @param spec its name, shape and element type
     * @param kept what of it was kept; the rest was made
     */
    public record Tensor(TensorSpec spec, Optional<Kept> kept) {}

    /**
     * The first bytes of a tensor, which are those of an old one.
     *
     * @param source the old tensor's name
     * @param bytes how many
     * @param sha256 their SHA-256 in hex
     */
    public record Kept(String source, long bytes, String sha256) {}

    /**
     * Tells whether a document is of this kind, and not that of a model made anew.
     *
     * @param document a {@link Provenance#FILE}
     * @return whether it names an operation
     */
    public static boolean is(JsonObject document) {
        return document.find(OPERATION).isPresent();
    }

    /**
     * Reads a document.
     *
     * @param document what {@link #toJson} has written
     * @return the provenance
     * @throws JsonException if it is malformed, or of another engine or stream format
     */
    public static SurgeryProvenance of(JsonObject document) {
        document.requireOnly(List.of("version", "stream_format", "engine", "seed", OPERATION, "options", "base_config",
                TENSORS));
        requireThisStream(document);
        long seed = document.optionalLong("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseThrow(() -> document.invalid("seed", "is missing: expected a whole number"));
        JsonObject entries = document.object(TENSORS);
        List<Tensor> tensors = new ArrayList<>();
        for (String name : entries.root().fields().keySet()) {
            tensors.add(tensor(name, entries.object(name)));
        }
        return new SurgeryProvenance(Operation.of(document.text(OPERATION), document.object("options")), seed,
                ModelConfig.of(document.object("base_config")), tensors);
    }

    private static Tensor tensor(String name, JsonObject entry) {
        entry.requireOnly(List.of("dtype", "shape", "source", "bytes", "sha256"));
        TensorSpec spec;
        try {
            spec = new TensorSpec(name, new Shape(entry.wholeNumbers("shape")), DType.valueOf(entry.text("dtype")));
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException(entry.source() + ": " + e.getMessage());
        }
        OptionalLong bytes = entry.optionalLong("bytes", 0, spec.byteSize());
        return new Tensor(spec, bytes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Kept(entry.text("source"), bytes.getAsLong(), entry.text("sha256"))));
    }

    /**
     * Writes the provenance.
     *
     * @return one JSON object, ended by a line feed
     */
    public String toJson() {
        Map<String, JsonValue> entries = new LinkedHashMap<>();
        tensors.forEach(tensor -> {
            Map<String, JsonValue> entry = new LinkedHashMap<>();
            entry.put("dtype", new JsonValue.Text(tensor.spec().dtype().name()));
            entry.put("shape", new JsonValue.Items(tensor.spec().shape().extents().stream()
                    .map(extent -> (JsonValue) new JsonValue.Num(extent.toString())).toList()));
            tensor.kept().ifPresent(kept -> {
                entry.put("source", new JsonValue.Text(kept.source()));
                entry.put("bytes", new JsonValue.Num(Long.toString(kept.bytes())));
                entry.put("sha256", new JsonValue.Text(kept.sha256()));
            });
            entries.put(tensor.spec().name(), new JsonValue.Fields(entry));
        });
        Map<String, JsonValue> root = new LinkedHashMap<>();
        root.put("version", new JsonValue.Text(Version.current()));
        root.put("stream_format", new JsonValue.Num(Integer.toString(TensorStream.FORMAT)));
        root.put("engine", new JsonValue.Text(Engine.PHILOX4X32_10.toString()));
        root.put("seed", new JsonValue.Num(Long.toString(seed)));
        root.put(OPERATION, new JsonValue.Text(operation.name()));
        root.put("options", operation.options());
        root.put("base_config", base.root());
        root.put(TENSORS, new JsonValue.Fields(entries));
        return JsonWriter.write(new JsonValue.Fields(root)) + "\n";
    }

    /**
     * Returns what the header of each file of weights says.
     *
     * @return text by keys; {@code format: pt} is what the Hugging Face libraries ask for
     */
    public Map<String, String> metadata() {
        return Map.of("format", "pt", "goldilocks.version", Version.current(), "goldilocks.engine",
                Engine.PHILOX4X32_10.toString(),
                "goldilocks.seed", Long.toString(seed), "goldilocks.stream_format",
                Integer.toString(TensorStream.FORMAT), "goldilocks.operation", operation.name());
    }

    /** Refuses another stream format or engine. */
    static void requireThisStream(JsonObject document) {
        requireSame(document, "stream_format", Integer.toString(TensorStream.FORMAT),
                Long.toString(document.size("stream_format")));
        requireSame(document, "engine", Engine.PHILOX4X32_10.toString(), document.text("engine"));
    }

    private static void requireSame(JsonObject document, String field, String here, String found) {
        if (!here.equals(found)) {
            throw document.invalid(field, "does not fit this version: expected " + here + ", found " + found);
        }
    }
}
