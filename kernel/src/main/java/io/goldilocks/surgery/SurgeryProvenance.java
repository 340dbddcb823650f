// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.Provenance;
import io.goldilocks.Refill;
import io.goldilocks.TensorProvenance;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is known of how a model came out of another. It is written beside the weights as {@link Provenance#FILE}: what was
 * kept can be known by its hash, and what was made can be made again.
 *
 * @param operation what was done
 * @param randomness what is drawn is made of
 * @param base the config of the model that it was done to
 * @param tensors the tensors of the result
 * @param sources what of the old model some are calculated from that the result does not hold
 * @param refills what was done to some of the tensors since, in order
 */
public record SurgeryProvenance(Operation operation, Randomness randomness, ModelConfig base, List<Tensor> tensors,
        List<OldBytes> sources, List<Refill> refills) {
    private static final String OPERATION = "operation";
    private static final String TENSORS = "tensors";
    private static final String REINIT = "reinit";

    /** Copies the lists. */
    public SurgeryProvenance {
        tensors = List.copyOf(tensors);
        sources = List.copyOf(sources);
        refills = List.copyOf(refills);
    }

    /**
     * A tensor of the result.
     *
     * @param spec its name, shape and element type
     * @param kept what of it was kept; the rest was made
     */
    public record Tensor(TensorSpec spec, Optional<OldBytes> kept) {}

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
        List<String> fields = new ArrayList<>(Randomness.FIELDS);
        fields.addAll(List.of(OPERATION, "options", "base_config", TENSORS, OldBytes.FIELD, REINIT));
        document.requireOnly(fields);
        JsonObject entries = document.object(TENSORS);
        List<Tensor> tensors = new ArrayList<>();
        for (String name : entries.root().fields().keySet()) {
            tensors.add(tensor(name, entries.object(name)));
        }
        SurgeryProvenance made = new SurgeryProvenance(
                Operation.of(document.text(OPERATION), document.object("options")), Randomness.of(document),
                ModelConfig.of(document.object("base_config")), tensors, OldBytes.read(document), List.of());
        try {
            for (JsonObject refill : document.find(REINIT).isEmpty()
                    ? List.<JsonObject>of()
                    : document.objects(REINIT)) {
                made = made.after(Refill.of(refill, made.plan(), document.text("version")));
            }
            return made;
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException(document.source() + ": " + e.getMessage());
        }
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
                : Optional.of(new OldBytes(entry.text("source"), bytes.getAsLong(), entry.text("sha256"))));
    }

    /**
     * Adds what was done to tensors.
     *
     * @param refill the latest refill; earlier ones of which it leaves nothing are forgotten
     * @return the provenance of the model that it leaves
     * @throws IllegalArgumentException if it names a tensor that the model does not have, or has no rule for one
     */
    public SurgeryProvenance after(Refill refill) {
        SurgeryProvenance after = new SurgeryProvenance(operation, randomness, base, tensors, sources,
                Refill.after(refills, refill));
        after.refilled();
        return after;
    }

    /**
     * Says how those tensors are made that were filled since.
     *
     * @return by the tensors' names, what the last refill that names each has made of it
     */
    public Map<String, TensorProvenance> refilled() {
        Map<String, TensorSpec> specs = tensors.stream()
                .collect(Collectors.toMap(tensor -> tensor.spec().name(), Tensor::spec));
        Map<String, TensorProvenance> refilled = new LinkedHashMap<>();
        for (Refill refill : refills) {
            Function<TensorSpec, Optional<Refill.Made>> rules = refill.rules(Optional.of(plan()));
            for (String name : refill.tensors()) {
                TensorSpec spec = specs.get(name);
                Optional<Refill.Made> made = spec == null ? Optional.empty() : rules.apply(spec);
                if (spec == null || made.isEmpty()) {
                    throw new IllegalArgumentException("tensor '" + name + "' was made anew, but "
                            + (spec == null ? "the model does not have it" : "its recipe has no rule for it"));
                }
                refilled.put(name, TensorProvenance.whole(spec, made.get().layout(), made.get().initializer(),
                        randomness.engine(), refill.seed()));
            }
        }
        return refilled;
    }

    private ModelPlan plan() {
        return ModelPlan.of(operation.config(base), null);
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
                kept.put(entry);
            });
            entries.put(tensor.spec().name(), new JsonValue.Fields(entry));
        });
        Map<String, JsonValue> root = randomness.json();
        root.put(OPERATION, new JsonValue.Text(operation.name()));
        root.put("options", operation.options());
        root.put("base_config", base.root());
        root.put(TENSORS, new JsonValue.Fields(entries));
        OldBytes.put(sources, root);
        if (!refills.isEmpty()) {
            root.put(REINIT, new JsonValue.Items(
                    refills.stream().map(refill -> (JsonValue) refill.toJson()).toList()));
        }
        return JsonWriter.write(new JsonValue.Fields(root)) + "\n";
    }

    /**
     * Refuses a model that is another than the one that the operation was done to.
     *
     * @param model the model
     * @param threads how many threads hash
     * @param progress hears of the bytes hashed, on the threads that hash, one at a time
     * @throws IllegalArgumentException if something was kept, or calculated, of other bytes; the message names the tensor
     */
    public void requireBase(BaseModel model, int threads, Progress progress) {
        OldBytes.require(model, Stream.concat(tensors.stream().flatMap(tensor -> tensor.kept().stream()),
                sources.stream()).distinct().toList(), threads, progress);
    }

    /**
     * Returns what the header of each file of weights says.
     *
     * @return text by keys; {@code format: pt} is what the Hugging Face libraries ask for
     */
    public Map<String, String> metadata() {
        return randomness.metadata(operation.name());
    }
}
