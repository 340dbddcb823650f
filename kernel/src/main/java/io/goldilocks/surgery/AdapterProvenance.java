// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.Provenance;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.model.ModelClasses;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that decides the bits of an adapter: with the model, the same command makes them again. In the shape of
 * {@link SurgeryProvenance}.
 *
 * @param options what the adapter is
 * @param randomness what is drawn is made of
 * @param base the config of the model that is adapted
 * @param sources the weights of the model that factors are calculated from
 */
public record AdapterProvenance(LoraOptions options, Randomness randomness, ModelConfig base,
        List<OldBytes> sources) {
    /** The file that PEFT reads beside the weights. */
    public static final String PEFT_CONFIG = "adapter_config.json";

    private static final String OPERATION = "operation";
    private static final String NAME = "lora";

    /** Copies the list. */
    public AdapterProvenance {
        sources = List.copyOf(sources);
    }

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
        List<String> fields = new ArrayList<>(Randomness.FIELDS);
        fields.addAll(List.of(OPERATION, "options", "base_config", OldBytes.FIELD));
        document.requireOnly(fields);
        Randomness randomness = Randomness.of(document);
        try {
            return new AdapterProvenance(LoraOptions.of(document.object("options")), randomness,
                    ModelConfig.of(document.object("base_config")), OldBytes.read(document));
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException(document.source() + ": " + e.getMessage());
        }
    }

    /**
     * Makes the factors again.
     *
     * @param stored says whether a factor is stored as it must be; one that is not is not calculated
     * @param model the model that is adapted, if it is at hand; it stays open
     * @param filler calculates
     * @param progress hears of the bytes of weights hashed and taken apart, by several threads, one at a time
     * @return all factors; those that are calculated have no parts if they are not stored, or the model is not at hand
     * @throws IOException if the filler fails
     * @throws IllegalArgumentException if the targets do not fit the config, or the model is another one
     */
    public List<AdapterFactor> factors(Predicate<TensorSpec> stored, Optional<BaseModel> model, Filler filler,
            Progress progress) throws IOException {
        if (options.init().changesBase() && model.isPresent()) {
            // Weights are hashed, and then taken apart.
            long bytes = sources.stream().mapToLong(OldBytes::bytes).sum();
            OldBytes.require(model.get(), sources, filler.threads(), Stages.within(progress, 0, bytes));
            return new LoraAdapter(model.get(), options, randomness).factors(filler,
                    Stages.within(progress, bytes, 0));
        }
        List<AdapterFactor> factors = new ArrayList<>();
        for (LoraTarget target : LoraTargets.of(ModelPlan.of(base, null), options).modules()) {
            // What a stranger's document asks for is no larger than the file.
            factors.addAll(stored.test(target.a(options)) && stored.test(target.b(options))
                    ? AdapterFactor.of(target, options, randomness, filler, Optional.empty())
                    : AdapterFactor.unknown(target, options));
        }
        return factors;
    }

    /**
     * Writes the file that PEFT reads beside the weights.
     *
     * @param model what the model is called from which the adapter is loaded
     * @return one JSON object, ended by a line feed
     */
    public String peftConfig(String model) {
        return AdapterConfig.json(model, ModelClasses.name(base), LoraTargets.of(ModelPlan.of(base, null), options),
                options);
    }

    /**
     * Writes the provenance.
     *
     * @return one JSON object, ended by a line feed
     */
    public String toJson() {
        Map<String, JsonValue> root = randomness.json();
        root.put(OPERATION, new JsonValue.Text(NAME));
        root.put("options", options.json());
        root.put("base_config", base.root());
        OldBytes.put(sources, root);
        return JsonWriter.write(new JsonValue.Fields(root)) + "\n";
    }

    /**
     * Returns what the header of the file of weights says.
     *
     * @return text by keys
     */
    public Map<String, String> metadata() {
        return randomness.metadata(NAME);
    }
}
