// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.recipe.AppliedRecipe;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * New initial values for some tensors of a checkpoint that exists. Immutable.
 *
 * @param seed the seed
 * @param values what the values are
 * @param tensors the tensors' names
 */
public record Refill(long seed, Values values, List<String> tensors) {
    /** What the values are. */
    public sealed interface Values {}

    /**
     * Those of a recipe.
     *
     * @param applied the recipe, and the plan it comes to
     */
    public record ByRecipe(AppliedRecipe applied) implements Values {}

    /**
     * Those of one initialiser.
     *
     * @param initializer the initialiser
     * @param layout what the axes mean; if left out, what the model's plan says, and linear where there is none
     */
    public record ByInitializer(Initializer initializer, Optional<Layout> layout) implements Values {}

    /**
     * How a tensor is made.
     *
     * @param layout what its axes mean
     * @param initializer its initialiser
     */
    public record Made(Layout layout, Initializer initializer) {}

    /** Copies the list. */
    public Refill {
        tensors = List.copyOf(tensors);
    }

    /**
     * Says how the tensors are made.
     *
     * @param plan the model's plan, if there is one
     * @return by a tensor's name, how it is made, or nothing if no rule covers it
     */
    public Function<TensorSpec, Optional<Made>> rules(Optional<ModelPlan> plan) {
        return switch (values) {
            case ByRecipe(AppliedRecipe applied) -> {
                Map<String, PlannedTensor> planned = byName(applied.plan());
                yield spec -> Optional.ofNullable(planned.get(spec.name()))
                        .map(tensor -> new Made(tensor.layout(), tensor.initializer()));
            }
            case ByInitializer(Initializer initializer, Optional<Layout> layout) -> {
                Map<String, PlannedTensor> planned = plan.map(Refill::byName).orElse(Map.of());
                yield spec -> Optional.of(new Made(layout.orElseGet(() -> planned.containsKey(spec.name())
                        ? planned.get(spec.name()).layout()
                        : Layout.LINEAR), initializer));
            }
        };
    }

    /**
     * Adds a refill to earlier ones.
     *
     * @param earlier the earlier ones, in order
     * @param latest the latest
     * @return all of which it leaves something, and it
     */
    public static List<Refill> after(List<Refill> earlier, Refill latest) {
        List<Refill> refills = new ArrayList<>(earlier);
        Set<String> renewed = Set.copyOf(latest.tensors);
        refills.removeIf(refill -> renewed.containsAll(refill.tensors));
        refills.add(latest);
        return List.copyOf(refills);
    }

    /**
     * Reads what {@link #toJson} has written.
     *
     * @param document the document
     * @param plan the model's plan without a recipe
     * @param version the version that has written it
     * @return the refill
     * @throws JsonException if it is malformed, or this version lacks the recipe or comes to another plan
     */
    public static Refill of(JsonObject document, ModelPlan plan, String version) {
        document.requireOnly(List.of("seed", "recipe", "plan_sha256", "initializer", "layout", "tensors"));
        long seed = document.optionalLong("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseThrow(() -> document.invalid("seed", "is missing: expected a whole number"));
        Optional<JsonObject> recipe = document.optionalObject("recipe");
        Values values;
        try {
            values = recipe.isPresent()
                    ? byRecipe(RecipeChoice.read(recipe.get(), version), plan)
                    : new ByInitializer(Initializers.parse(document.text("initializer")),
                            document.optionalText("layout").map(Layout::parse));
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException(document.source() + ": " + e.getMessage());
        }
        if (values instanceof ByRecipe(AppliedRecipe applied)) {
            Provenance.require(document, "plan_sha256", applied.plan().sha256(), document.text("plan_sha256"), version);
        }
        return new Refill(seed, values, document.texts("tensors"));
    }

    private static ByRecipe byRecipe(RecipeChoice choice, ModelPlan plan) {
        return new ByRecipe(choice.recipe().apply(plan, choice.options()));
    }

    /**
     * Writes the refill.
     *
     * @return the fields of a document
     */
    public JsonValue.Fields toJson() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("seed", new JsonValue.Num(Long.toString(seed)));
        switch (values) {
            case ByRecipe(AppliedRecipe applied) -> {
                fields.put("recipe", RecipeChoice.of(applied).toJson());
                fields.put("plan_sha256", new JsonValue.Text(applied.plan().sha256()));
            }
            case ByInitializer(Initializer initializer, Optional<Layout> layout) -> {
                fields.put("initializer", new JsonValue.Text(initializer.toString()));
                layout.ifPresent(axes -> fields.put("layout", new JsonValue.Text(axes.toString())));
            }
        }
        fields.put("tensors",
                new JsonValue.Items(tensors.stream().map(name -> (JsonValue) new JsonValue.Text(name)).toList()));
        return new JsonValue.Fields(fields);
    }

    private static Map<String, PlannedTensor> byName(ModelPlan plan) {
        return plan.tensors().stream().collect(Collectors.toMap(tensor -> tensor.spec().name(), Function.identity()));
    }
}
