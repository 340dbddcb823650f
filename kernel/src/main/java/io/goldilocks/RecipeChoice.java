// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.recipe.AppliedRecipe;
import io.goldilocks.recipe.Recipe;
import io.goldilocks.recipe.Recipes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How {@value Provenance#FILE} names a recipe and its options.
 *
 * @param recipe the recipe; its text is written if it is none that comes with Goldilocks
 * @param options values for its options
 */
record RecipeChoice(Recipe recipe, Map<String, Double> options) {
    static RecipeChoice of(AppliedRecipe applied) {
        return new RecipeChoice(applied.recipe(), applied.options());
    }

    static RecipeChoice read(JsonObject choice, String version) {
        choice.requireOnly(List.of("name", "sha256", "options", "text"));
        String name = choice.text("name");
        Recipe recipe = choice.optionalObject("text").map(Recipe::of).orElseGet(() -> {
            if (!Recipes.has(name)) {
                throw choice.invalid("name", "is unknown: expected one of " + String.join(", ", Recipes.names())
                        + ", found '" + name + "'");
            }
            return Recipes.open(name);
        });
        Provenance.require(choice, "sha256", recipe.sha256(), choice.text("sha256"), version);
        Map<String, Double> options = new LinkedHashMap<>();
        choice.optionalObject("options").ifPresent(object -> object.root().fields().keySet().forEach(
                option -> options.put(option, object.number(option, -Double.MAX_VALUE, Double.MAX_VALUE, 0))));
        return new RecipeChoice(recipe, options);
    }

    JsonValue.Fields toJson() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("name", new JsonValue.Text(recipe.name()));
        fields.put("sha256", new JsonValue.Text(recipe.sha256()));
        fields.put("options", JsonValue.numbers(options));
        if (!isBuiltIn()) {
            fields.put("text", recipe.document().root());
        }
        return new JsonValue.Fields(fields);
    }

    private boolean isBuiltIn() {
        return Recipes.has(recipe.name()) && Recipes.open(recipe.name()).sha256().equals(recipe.sha256());
    }
}
