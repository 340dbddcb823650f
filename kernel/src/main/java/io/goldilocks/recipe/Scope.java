// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.Place;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The values of variables.
 *
 * @param options the recipe's options, all of them
 * @param definitions the recipe's own variables, each made of the others before it
 * @param plan the model
 * @param place the tensor's place, or nothing for the model as a whole
 */
record Scope(Map<String, Double> options, Map<String, Expression> definitions, ModelPlan plan,
        Optional<Place> place) implements ToDoubleFunction<String> {
    Scope at(Place tensor) {
        return new Scope(options, definitions, plan, Optional.of(tensor));
    }

    /** Tells whether every variable of an expression has a value. */
    boolean isDefined(Expression expression) {
        return expression.variables().stream().allMatch(name -> options.containsKey(name)
                || (definitions.containsKey(name)
                        ? isDefined(definitions.get(name))
                        : ModelVariable.of(name).value(plan, place).isPresent()));
    }

    /**
     * Finds a value. The name is known: the reader of recipes has checked it.
     *
     * @throws IllegalArgumentException if the model or the tensor has no such size
     */
    @Override
    public double applyAsDouble(String name) {
        Double option = options.get(name);
        if (option != null) {
            return option;
        }
        Expression definition = definitions.get(name);
        return definition != null
                ? definition.value(this)
                : (double) ModelVariable.of(name).value(plan, place)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'" + name + "' has no value here: expected a tensor or model that has one"));
    }
}
