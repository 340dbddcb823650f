// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.model.ModelPlan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plan under a recipe.
 *
 * @param recipe the recipe
 * @param options the values of all its options
 * @param plan the plan with the recipe's rules
 * @param multipliers what the trainer is asked to multiply
 */
public record AppliedRecipe(Recipe recipe, Map<String, Double> options, ModelPlan plan, Multipliers multipliers) {
    /** Copies the options, which keep their order. */
    public AppliedRecipe {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}
