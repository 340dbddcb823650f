// SPDX-License-Identifier: Apache-2.0
/**
 * Recipes: which initialiser each tensor of a model gets, by its role, its layer and the model's sizes.
 *
 * <p><b>In:</b> the plan of a family, and a {@link io.goldilocks.recipe.Recipe}, built in or a stranger's file. <b>Out:</b> the
 * same plan with the recipe's initialisers, and the multipliers that a parametrisation such as muP asks the trainer for.
 * <b>May import:</b> {@code tensor}, {@code json}, {@code init}, {@code model}.
 *
 * <p>A recipe is a JSON document; those that are built in are resources of the same format.
 */
@NullMarked
package io.goldilocks.recipe;

import org.jspecify.annotations.NullMarked;
