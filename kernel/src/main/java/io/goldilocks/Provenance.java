// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.recipe.AppliedRecipe;
import io.goldilocks.recipe.Recipe;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that decides the bits of a checkpoint. It is written beside the weights as {@value #FILE}, from which {@link #read} makes
 * it again, and with it every bit.
 *
 * @param config the model's config
 * @param applied the recipe, its options and the plan they come to
 * @param engine the random generator
 * @param seed the seed
 * @param refills what was done to some of the tensors since, in order
 */
public record Provenance(ModelConfig config, AppliedRecipe applied, Engine engine, long seed, List<Refill> refills) {
    /** The key under which the headers of files name the version that has written them. */
    public static final String VERSION_KEY = "goldilocks.version";

    /** The file's name. */
    public static final String FILE = "goldilocks.json";

    /** Copies the list. */
    public Provenance {
        refills = List.copyOf(refills);
    }

    /**
     * Plans a checkpoint, whose values Philox4x32-10 makes.
     *
     * @param config the model's config
     * @param dtype the element type, or null for the one that the config names
     * @param recipe the recipe
     * @param options values for the recipe's options
     * @param seed the seed
     * @return the checkpoint's provenance
     * @throws JsonException if the config is malformed, see {@link ModelPlan#of}
     * @throws IllegalArgumentException if the recipe does not fit, see {@link Recipe#apply}
     */
    public static Provenance of(ModelConfig config, @Nullable DType dtype, Recipe recipe, Map<String, Double> options,
            long seed) {
        return new Provenance(config, recipe.apply(ModelPlan.of(config, dtype), options), Engine.PHILOX4X32_10, seed,
                List.of());
    }

    /**
     * Returns the same with another random generator.
     *
     * @param other the generator
     * @return the provenance
     */
    public Provenance withEngine(Engine other) {
        return new Provenance(config, applied, other, seed, refills);
    }

    /**
     * Reads what {@link #toJson} has written.
     *
     * @param file the file
     * @return the provenance
     * @throws IOException if the file cannot be read
     * @throws JsonException if the file is malformed, or this version has another stream format, lacks the engine or the recipe,
     *     or comes to another plan
     */
    public static Provenance read(Path file) throws IOException {
        return of(JsonObject.read(file));
    }

    /**
     * Reads a document.
     *
     * @param document what {@link #toJson} has written
     * @return the provenance
     * @throws JsonException as {@link #read} does
     */
    public static Provenance of(JsonObject document) {
        if (document.find("operation").isPresent()) {
            throw document.invalid("operation",
                    "tells of a model that was made from another, which it takes to make it again:"
                            + " expected the file of a model that init has made");
        }
        document.requireOnly(List.of("version", "stream_format", "engine", "seed", "dtype", "recipe", "plan_sha256",
                "config", "reinit"));
        String version = document.text("version");
        require(document, "stream_format", Integer.toString(TensorStream.FORMAT),
                Long.toString(document.size("stream_format")), version);
        Engine engine = engine(document);
        long seed = document.optionalLong("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseThrow(() -> document.invalid("seed", "is missing: expected a whole number"));
        RecipeChoice choice = RecipeChoice.read(document.object("recipe"), version);
        ModelConfig config = ModelConfig.of(document.object("config"));
        try {
            Provenance made = of(config, DType.parse(document.text("dtype")), choice.recipe(), choice.options(), seed)
                    .withEngine(engine);
            require(document, "plan_sha256", made.applied.plan().sha256(), document.text("plan_sha256"), version);
            for (JsonObject refill : document.find("reinit").isEmpty()
                    ? List.<JsonObject>of()
                    : document.objects("reinit")) {
                ModelPlan base = ModelPlan.of(config, made.plan().dtype());
                made = made.after(Refill.of(refill, base, version));
            }
            return made;
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException(document.source() + ": " + e.getMessage());
        }
    }

    /**
     * Adds what was done to tensors.
     *
     * @param refill the latest refill; earlier ones of which it leaves nothing are forgotten
     * @return the provenance of the checkpoint that it leaves
     * @throws IllegalArgumentException if it names a tensor that the plan does not have, or has no rule for one
     */
    public Provenance after(Refill refill) {
        Provenance after = new Provenance(config, applied, engine, seed, Refill.after(refills, refill));
        after.tensors();
        return after;
    }

    /**
     * Says how each tensor of the checkpoint was made: by the plan, or by the last refill that names it.
     *
     * @return the tensors in the plan's order
     */
    public List<TensorProvenance> tensors() {
        Map<String, TensorProvenance> tensors = new LinkedHashMap<>();
        plan().tensors().forEach(planned -> tensors.put(planned.spec().name(),
                TensorProvenance.whole(planned.spec(), planned.layout(), planned.initializer(), engine, seed)));
        for (Refill refill : refills) {
            Function<TensorSpec, Optional<Refill.Made>> rules = refill.rules(Optional.of(plan()));
            for (String name : refill.tensors()) {
                TensorProvenance before = tensors.get(name);
                Optional<Refill.Made> made = before == null ? Optional.empty() : rules.apply(before.tensor());
                if (before == null || made.isEmpty()) {
                    throw new IllegalArgumentException("tensor '" + name + "' was made anew, but "
                            + (before == null ? "the plan does not have it" : "its recipe has no rule for it"));
                }
                tensors.put(name, TensorProvenance.whole(before.tensor(), made.get().layout(), made.get().initializer(),
                        engine, refill.seed()));
            }
        }
        return List.copyOf(tensors.values());
    }

    /**
     * Returns the tensors of the checkpoint.
     *
     * @return the plan, under the recipe
     */
    public ModelPlan plan() {
        return applied.plan();
    }

    /**
     * Writes the provenance.
     *
     * @return one JSON object, ended by a line feed; the config is in it, and the recipe if it is none that comes with
     *     Goldilocks
     */
    public String toJson() {
        Map<String, JsonValue> root = new LinkedHashMap<>();
        root.put("version", new JsonValue.Text(Version.current()));
        root.put("stream_format", new JsonValue.Num(Integer.toString(TensorStream.FORMAT)));
        root.put("engine", new JsonValue.Text(engine.toString()));
        root.put("seed", new JsonValue.Num(Long.toString(seed)));
        root.put("dtype", new JsonValue.Text(plan().dtype().name().toLowerCase(Locale.ROOT)));
        root.put("recipe", RecipeChoice.of(applied).toJson());
        root.put("plan_sha256", new JsonValue.Text(plan().sha256()));
        if (!refills.isEmpty()) {
            root.put("reinit",
                    new JsonValue.Items(refills.stream().map(refill -> (JsonValue) refill.toJson()).toList()));
        }
        root.put("config", config.withDType(plan().dtype()));
        return JsonWriter.write(new JsonValue.Fields(root)) + "\n";
    }

    /**
     * Returns the same for the header of a safetensors file, but for the config, which has a file of its own.
     *
     * @return text by keys; {@code format: pt} is what the Hugging Face libraries ask for
     */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>(metadata(engine, seed));
        metadata.put("goldilocks.recipe", applied.recipe().name());
        metadata.put("goldilocks.recipe_sha256", applied.recipe().sha256());
        metadata.put("goldilocks.recipe_options", applied.options().entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue()).collect(Collectors.joining(",")));
        metadata.put("goldilocks.plan_sha256", plan().sha256());
        return metadata;
    }

    /**
     * Returns what the header of every file says that is made of random words.
     *
     * @param engine the random generator
     * @param seed the seed
     * @return text by keys; {@code format: pt} is what the Hugging Face libraries ask for
     */
    public static Map<String, String> metadata(Engine engine, long seed) {
        return Map.of("format", "pt", VERSION_KEY, Version.current(), "goldilocks.engine", engine.toString(),
                "goldilocks.seed", Long.toString(seed), "goldilocks.stream_format",
                Integer.toString(TensorStream.FORMAT));
    }

    private static Engine engine(JsonObject document) {
        try {
            return Engine.parse(document.text("engine"));
        } catch (IllegalArgumentException e) {
            throw document.invalid("engine", "does not fit this version: " + e.getMessage());
        }
    }

    static void require(JsonObject document, String field, String here, String found, String version) {
        if (!here.equals(found)) {
            throw document.invalid(field, "does not fit this version: it comes to " + here + " here, and was " + found
                    + " in version " + version + ", which makes the same bits again");
        }
    }
}
