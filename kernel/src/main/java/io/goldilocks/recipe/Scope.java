// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.model.Dimensions;
import io.goldilocks.model.Place;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The values of variables.
 *
 * @param options the recipe's options, all of them
 * @param definitions the recipe's own variables, each made of the others before it
 * @param dimensions the model's sizes
 * @param place the tensor's place, or nothing for the model as a whole
 */
record Scope(Map<String, Double> options, Map<String, Expression> definitions, Dimensions dimensions,
        Optional<Place> place) implements ToDoubleFunction<String> {
    Scope at(Place tensor) {
        return new Scope(options, definitions, dimensions, Optional.of(tensor));
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
                : (double) ModelVariable.of(name).value(dimensions, place)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'" + name + "' has no value here: expected a tensor or model that has one"));
    }
}
