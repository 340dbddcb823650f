// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.json.JsonWriter;
import io.goldilocks.recipe.Recipe;
import io.goldilocks.recipe.Recipes;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code goldilocks recipes}. */
@Command(name = "recipes", sortOptions = false, customSynopsis = "goldilocks recipes [NAME] [OPTIONS]",
        descriptionHeading = "%n",
        description = {"List the built-in recipes with their formula and source, or print one.",
            "What is printed is a file for --recipe, to be changed at will."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n")
final class RecipesCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The recipe to print.")
    private @Nullable String name;

    @Override
    public Integer call() {
        String wanted = name;
        if (wanted == null) {
            Recipes.names().forEach(known -> describe(Recipes.open(known)));
        } else {
            out().println(JsonWriter.write(argument(() -> Recipes.open(wanted)).document().root()));
        }
        return 0;
    }

    private void describe(Recipe recipe) {
        out().println(recipe.name());
        out().println("    " + recipe.formula());
        out().println("    source: " + recipe.source());
        if (!recipe.options().isEmpty()) {
            out().println("    options: " + recipe.options().entrySet().stream()
                    .map(option -> option.getKey() + (option.getValue().isEmpty()
                            ? " (required)"
                            : "=" + option.getValue().getAsDouble()))
                    .collect(Collectors.joining(", ")));
        }
    }
}
