// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.function.BiFunction;

/**
 * A kind of model.
 *
 * @param modelType its name in the field {@code model_type}
 * @param architecture the one class of it that is planned, by its Python name
 * @param tensors reads the fields and adds every tensor to the plan, in state-dict order, and
 *     says how large the model is
 */
record Family(String modelType, String architecture, BiFunction<ModelConfig, PlanBuilder, Dimensions> tensors) {}
