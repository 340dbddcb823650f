// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.ZeroRow;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Rule;
import io.goldilocks.recipe.Match.ModelKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** One application of a recipe to a plan. Used once, by one thread. */
final class RecipeApplication {
    /** The most tensors or rules that an error lists. */
    private static final int MAX_LISTED = 10;

    private final Recipe recipe;
    private final Scope scope;
    private final Set<RecipeRule> unused;
    /** Most tensors of a large model have the same few initialisers. */
    private final Map<String, Initializer> parsed = new HashMap<>();

    RecipeApplication(Recipe recipe, Scope scope) {
        this.recipe = recipe;
        this.scope = scope;
        this.unused = new LinkedHashSet<>(recipe.rules());
    }

    AppliedRecipe apply(ModelPlan plan) {
        ModelKind model = ModelKind.of(plan.dimensions());
        List<PlannedTensor> tensors = new ArrayList<>();
        List<String> uncovered = new ArrayList<>();
        Map<String, Map<String, Double>> multipliers = new LinkedHashMap<>();
        for (PlannedTensor tensor : plan.tensors()) {
            RecipeRule rule = recipe.rules().stream().filter(candidate -> candidate.match().test(tensor, model))
                    .findFirst().orElse(null);
            if (rule == null) {
                uncovered.add(tensor.spec().name() + " (" + tensor.place().role() + " "
                        + (tensor.place().bias() ? "bias" : "weight") + ")");
            } else {
                unused.remove(rule);
                tensors.add(checked(rule, tensor, () -> decided(rule, tensor)));
                if (!rule.multipliers().isEmpty()) {
                    multipliers.put(tensor.spec().name(), checked(rule, tensor, () -> factors(rule, tensor)));
                }
            }
        }
        requireNone(uncovered, "no rule for", "add a rule that matches it, such as one without conditions at the end");
        requireNone(unused.stream().filter(rule -> !rule.optional()).map(RecipeRule::name).toList(),
                "no tensor for the rule", "mark it optional, or see whether a rule before it takes its tensors");
        return new AppliedRecipe(recipe, scope.options(),
                new ModelPlan(plan.family(), plan.dtype(), plan.dimensions(), tensors),
                new Multipliers(modelFactors(model), multipliers));
    }

    /** A row of zeros, which belongs to a padding token and not to a recipe, stays. */
    private PlannedTensor decided(RecipeRule rule, PlannedTensor tensor) {
        if (rule.init().isEmpty()) {
            return tensor;
        }
        Initializer initializer = parsed.computeIfAbsent(rule.init().get().render(scope.at(tensor.place())),
                Initializers::parse);
        PlannedTensor decided = tensor.with(new Rule(rule.name(),
                tensor.initializer() instanceof ZeroRow(long row, Initializer _)
                        ? new ZeroRow(row, initializer)
                        : initializer));
        decided.parts(); // An initialiser that does not fit is an error of the recipe, not of the fill.
        return decided;
    }

    private Map<String, Double> factors(RecipeRule rule, PlannedTensor tensor) {
        Map<String, Double> factors = new LinkedHashMap<>();
        rule.multipliers().forEach((name, value) -> factors.put(name, finite(name, value, scope.at(tensor.place()))));
        return factors;
    }

    private Map<String, Double> modelFactors(ModelKind model) {
        Map<String, Double> factors = new LinkedHashMap<>();
        for (ModelMultiplier multiplier : recipe.multipliers()) {
            if (multiplier.models().isEmpty() || multiplier.models().contains(model)) {
                factors.put(multiplier.name(), finite(multiplier.name(), multiplier.value(), scope));
            }
        }
        return factors;
    }

    private double finite(String name, Expression expression, Scope where) {
        double value = expression.value(where);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("recipe " + recipe.name() + ": multiplier '" + name + "' comes to "
                    + value + ": expected a finite number");
        }
        return value;
    }

    private <T> T checked(RecipeRule rule, PlannedTensor tensor, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("recipe " + recipe.name() + ": rule '" + rule.name()
                    + "' does not fit tensor '" + tensor.spec().name() + "': " + e.getMessage(), e);
        }
    }

    private void requireNone(List<String> found, String what, String remedy) {
        if (!found.isEmpty()) {
            String listed = String.join(", ", found.subList(0, Math.min(MAX_LISTED, found.size())));
            throw new IllegalArgumentException("recipe " + recipe.name() + " has " + what + " " + listed
                    + (found.size() > MAX_LISTED ? " and " + (found.size() - MAX_LISTED) + " more" : "") + ": "
                    + remedy);
        }
    }
}
