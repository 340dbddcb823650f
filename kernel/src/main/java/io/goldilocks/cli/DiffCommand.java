// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Provenance;
import io.goldilocks.model.BuiltInModels;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.recipe.Recipe;
import io.goldilocks.recipe.RecipeOptions;
import io.goldilocks.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code goldilocks diff}. */
@Command(name = "diff", sortOptions = false, customSynopsis = "goldilocks diff A B [OPTIONS]",
        exitCodeOnExecutionException = 2, descriptionHeading = "%n",
        description = {"Say which tensors of two plans or checkpoints differ, and how.",
            "A and B are each a config as for init, a plan that init --dry-run --json printed, a goldilocks.json, a"
                    + " .safetensors file, or a folder that holds a checkpoint. Names, types and shapes are compared,"
                    + " initialisers where both sides know them, values where both sides have them."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n",
        footer = {"", "Exit codes: 0 same, 1 different, 2 failed or wrong usage."})
final class DiffCommand extends BaseCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;

    @Parameters(paramLabel = "A", index = "0", description = "One side.")
    private String a = "";

    @Parameters(paramLabel = "B", index = "1", description = "The other side.")
    private String b = "";

    @Option(names = "--recipe-a", paramLabel = "RECIPE",
            description = "The recipe for A, if A is a config. Default: hf.")
    private @Nullable String recipeA;

    @Option(names = "--recipe-b", paramLabel = "RECIPE",
            description = "The recipe for B, if B is a config. Default: hf.")
    private @Nullable String recipeB;

    @Option(names = "--recipe-option", paramLabel = "NAME=NUMBER",
            description = "A value for an option of the recipes that have it. May be given many times.")
    private List<String> options = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        try (TensorListing left = listing(a, recipeA, "--recipe-a");
                TensorListing right = listing(b, recipeB, "--recipe-b")) {
            DiffReport report = CheckpointArgument.read(() -> {
                left.requireUncut();
                right.requireUncut();
            }, () -> DiffReport.of(left, right));
            report.print(out(), json);
            return report.isSame() ? 0 : DIFFERENT;
        }
    }

    private TensorListing listing(String side, @Nullable String recipe, String option) throws IOException {
        Path path = Path.of(side);
        boolean builtIn = BuiltInModels.names().contains(side);
        Optional<TensorListing> listing = Optional.empty();
        if (!builtIn && TensorListing.isCheckpoint(path)) {
            listing = Optional.of(TensorListing.ofCheckpoint(path));
        } else if (!builtIn && Files.isRegularFile(path)) {
            listing = TensorListing.ofDocument(path);
        }
        if (listing.isPresent() && recipe != null) {
            throw misused(option + " is for a config, and " + side + " is none", null);
        }
        return listing.isPresent() ? listing.get() : planned(side, recipe == null ? Recipes.DEFAULT : recipe);
    }

    private TensorListing planned(String side, String recipe) throws IOException {
        ModelConfig config = ConfigArgument.open(side);
        Recipe opened = RecipeArgument.open(recipe, this);
        Map<String, Double> given = argument(() -> RecipeOptions.parse(options));
        given.keySet().retainAll(opened.options().keySet());
        return TensorListing.of(side + " by " + opened.name(), Provenance.of(config, null, opened, given, 0).plan());
    }
}
