// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.init.ZeroRow;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.Place;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Rule;
import io.goldilocks.recipe.Match.ModelKind;
import io.goldilocks.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One application of a recipe to a plan. Used once, by one thread. */
final class RecipeApplication {
    /** The most tensors or rules that an error lists. */
    private static final int MAX_LISTED = 10;

    private final Recipe recipe;
    private final Scope scope;
    /** By identity: rules are compared for every tensor. */
    private final IdentityHashMap<RecipeRule, Map<Case, Decision>> decisions = new IdentityHashMap<>();

    /** All of a tensor that a rule's outcome depends on: the experts of a layer, thousands in a large model, are one case. */
    private record Case(Place place, Shape shape, Layout layout, OptionalLong paddingRow) {
        static Case of(PlannedTensor tensor) {
            return new Case(tensor.place(), tensor.spec().shape(), tensor.layout(),
                    tensor.initializer() instanceof ZeroRow(long row, Initializer _)
                            ? OptionalLong.of(row)
                            : OptionalLong.empty());
        }
    }

    /** What a rule comes to; no rule of the plan means that the tensor keeps its own. */
    private record Decision(Optional<Rule> rule, Map<String, Double> factors) {}

    RecipeApplication(Recipe recipe, Scope scope) {
        this.recipe = recipe;
        this.scope = scope;
    }

    AppliedRecipe apply(ModelPlan plan) {
        ModelKind model = ModelKind.of(plan.dimensions());
        List<PlannedTensor> tensors = new ArrayList<>();
        List<String> uncovered = new ArrayList<>();
        Map<String, Map<String, Double>> multipliers = new LinkedHashMap<>();
        for (PlannedTensor tensor : plan.tensors()) {
            RecipeRule rule = ruleFor(tensor, model);
            if (rule == null) {
                uncovered.add(tensor.spec().name() + " (" + tensor.place().role() + " "
                        + (tensor.place().bias() ? "bias" : "weight") + ")");
            } else {
                Decision decision = decisions.computeIfAbsent(rule, _ -> new HashMap<>())
                        .computeIfAbsent(Case.of(tensor), _ -> decide(rule, tensor));
                tensors.add(decision.rule().map(tensor::with).orElse(tensor));
                if (!decision.factors().isEmpty()) {
                    multipliers.put(tensor.spec().name(), decision.factors());
                }
            }
        }
        requireNone(uncovered, "no rule for", "add a rule that matches it, such as one without conditions at the end");
        requireNone(recipe.rules().stream().filter(rule -> !rule.optional() && !decisions.containsKey(rule))
                .map(RecipeRule::name).toList(),
                "no tensor for the rule", "mark it optional, or see whether a rule before it takes its tensors");
        return new AppliedRecipe(recipe, scope.options(),
                new ModelPlan(plan.family(), plan.dtype(), plan.dimensions(), tensors),
                new Multipliers(modelFactors(model), multipliers));
    }

    private @Nullable RecipeRule ruleFor(PlannedTensor tensor, ModelKind model) {
        for (RecipeRule rule : recipe.rules()) {
            if (rule.match().test(tensor, model)) {
                return rule;
            }
        }
        return null;
    }

    private Decision decide(RecipeRule rule, PlannedTensor tensor) {
        try {
            Scope here = scope.at(tensor.place());
            Map<String, Double> factors = new LinkedHashMap<>();
            rule.multipliers().forEach((name, value) -> factors.put(name, finite(name, value, here)));
            return new Decision(rule.init().map(init -> new Rule(rule.name(), initializer(init, here, tensor))),
                    Collections.unmodifiableMap(factors));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("recipe " + recipe.name() + ": rule '" + rule.name()
                    + "' does not fit tensor '" + tensor.spec().name() + "': " + e.getMessage(), e);
        }
    }

    /** A row of zeros, which belongs to a padding token and not to a recipe, stays. */
    private static Initializer initializer(Template init, Scope here, PlannedTensor tensor) {
        Initializer written = Initializers.parse(init.render(here));
        Initializer initializer = tensor.initializer() instanceof ZeroRow(long row, Initializer _)
                ? new ZeroRow(row, written)
                : written;
        initializer.parts(tensor.spec().shape(), tensor.layout()); // What does not fit is an error here, not in the fill.
        return initializer;
    }

    private Map<String, Double> modelFactors(ModelKind model) {
        Map<String, Double> factors = new LinkedHashMap<>();
        for (ModelMultiplier multiplier : recipe.multipliers()) {
            boolean asked = multiplier.models().isEmpty() || multiplier.models().contains(model);
            if (asked && (!multiplier.optional() || scope.isDefined(multiplier.value()))) {
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

    private void requireNone(List<String> found, String what, String remedy) {
        if (!found.isEmpty()) {
            String listed = String.join(", ", found.subList(0, Math.min(MAX_LISTED, found.size())));
            throw new IllegalArgumentException("recipe " + recipe.name() + " has " + what + " " + listed
                    + (found.size() > MAX_LISTED ? " and " + (found.size() - MAX_LISTED) + " more" : "") + ": "
                    + remedy);
        }
    }
}
