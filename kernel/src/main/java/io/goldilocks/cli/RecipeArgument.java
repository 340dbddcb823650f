// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.recipe.Recipe;
import io.goldilocks.recipe.RecipeOptions;
import io.goldilocks.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that choose a recipe. */
final class RecipeArgument {
    @Option(names = "--recipe", paramLabel = "RECIPE", defaultValue = Recipes.DEFAULT,
            description = "The rules for initial values: a recipe's name, see 'goldilocks recipes', or a file of your own"
                    + " whose name ends in .json. Default: " + Recipes.DEFAULT + ", what the model's library does.")
    private String recipe = Recipes.DEFAULT;

    @Option(names = "--recipe-option", paramLabel = "NAME=NUMBER",
            description = "A value for an option of the recipe, such as base_width=256. May be given many times.")
    private List<String> options = new ArrayList<>();

    /** Opens the recipe; a name that is unknown is wrong usage of the command. */
    Recipe open(BaseCommand command) throws IOException {
        return open(recipe, command);
    }

    Map<String, Double> options() {
        return RecipeOptions.parse(options);
    }

    static Recipe open(String name, BaseCommand command) throws IOException {
        return name.endsWith(".json") ? Recipe.read(Path.of(name)) : command.argument(() -> Recipes.open(name));
    }
}
