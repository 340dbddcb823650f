// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import java.util.Map;
import java.util.Optional;

/**
 * One rule of a recipe.
 *
 * @param name what a reader knows it by
 * @param match the tensors it is for
 * @param init the initialiser, or nothing to keep the one that the library has for the tensor
 * @param optional whether a model may have no tensor for it
 * @param multipliers what the trainer is asked to multiply for these tensors, by name, for example {@code adam_lr}
 */
record RecipeRule(String name, Match match, Optional<Template> init, boolean optional,
        Map<String, Expression> multipliers) {}
