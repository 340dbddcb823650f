// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a parametrisation asks of the trainer, because no weight can hold it.
 *
 * @param model factors in the model, by name, for example {@code output}
 * @param tensors factors for the optimiser, by tensor and then by name, for example {@code adam_lr}
 */
public record Multipliers(Map<String, Double> model, Map<String, Map<String, Double>> tensors) {
    /** Copies the maps, which keep their order. */
    public Multipliers {
        model = Collections.unmodifiableMap(new LinkedHashMap<>(model));
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /**
     * Tells whether there is nothing to ask.
     *
     * @return true for most recipes
     */
    public boolean isEmpty() {
        return model.isEmpty() && tensors.isEmpty();
    }

    /**
     * Writes the table.
     *
     * @param recipe the name of the recipe that asks
     * @return one JSON object, ended by a line feed
     */
    public String toJson(String recipe) {
        Map<String, JsonValue> table = new LinkedHashMap<>();
        tensors.forEach((tensor, factors) -> table.put(tensor, JsonValue.numbers(factors)));
        Map<String, JsonValue> root = new LinkedHashMap<>();
        root.put("recipe", new JsonValue.Text(recipe));
        root.put("model", JsonValue.numbers(model));
        root.put("tensors", new JsonValue.Fields(table));
        return JsonWriter.write(new JsonValue.Fields(root)) + "\n";
    }
}
