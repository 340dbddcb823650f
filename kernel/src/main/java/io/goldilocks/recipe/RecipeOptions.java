// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of a recipe: written {@code name=value}. */
public final class RecipeOptions {
    private RecipeOptions() {}

    /**
     * Reads written options.
     *
     * @param written for example {@code base_width=256}
     * @return the values by name, in order
     * @throws IllegalArgumentException if one is no name and finite number, or stands there twice
     */
    public static Map<String, Double> parse(List<String> written) {
        Map<String, Double> options = new LinkedHashMap<>();
        for (String option : written) {
            int equals = option.indexOf('=');
            double value = equals <= 0 ? Double.NaN : number(option.substring(equals + 1));
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("recipe option '" + option
                        + "' is malformed: expected NAME=NUMBER, such as base_width=256");
            }
            if (options.put(option.substring(0, equals), value) != null) {
                throw new IllegalArgumentException(
                        "recipe option '" + option.substring(0, equals) + "' is given twice: keep one of them");
            }
        }
        return options;
    }

    /** Adds the defaults; the recipe's order. */
    static Map<String, Double> complete(Recipe recipe, Map<String, Double> given) {
        for (String name : given.keySet()) {
            if (!recipe.options().containsKey(name)) {
                throw new IllegalArgumentException("recipe " + recipe.name() + " has no option '" + name
                        + "': expected " + (recipe.options().isEmpty()
                                ? "none"
                                : "one of " + String.join(", ", recipe.options().keySet())));
            }
        }
        Map<String, Double> values = new LinkedHashMap<>();
        recipe.options().forEach((name, fallback) -> {
            Double value = given.get(name);
            if (value == null && fallback.isEmpty()) {
                throw new IllegalArgumentException("recipe " + recipe.name() + " needs the option " + name
                        + ": give --recipe-option " + name + "=NUMBER");
            }
            values.put(name, value == null ? fallback.getAsDouble() : value);
        });
        return values;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
