// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.recipe.Match.ModelKind;
import java.util.Set;

/**
 * What a recipe asks the model itself to multiply.
 *
 * @param name for example {@code output}
 * @param models the kinds of models it is for; all if empty
 * @param value the factor
 * @param optional whether a model may lack the sizes it is made of
 */
record ModelMultiplier(String name, Set<ModelKind> models, Expression value, boolean optional) {}
