// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Refill;
import io.goldilocks.TensorProvenance;
import io.goldilocks.fill.Filler;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.recipe.Recipe;
import io.goldilocks.recipe.RecipeOptions;
import io.goldilocks.recipe.Recipes;
import io.goldilocks.recipe.Selection;
import io.goldilocks.surgery.Reinit;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code goldilocks reinit}. */
@Command(name = "reinit", sortOptions = false, customSynopsis = "goldilocks reinit PATH [OPTIONS]",
        descriptionHeading = "%n",
        description = {"Give chosen tensors of a checkpoint new initial values, in place; all else stays as it is.",
            "The values are those that init makes, by the recipe and seed that goldilocks.json states unless others are given."
                    + " A run that is broken off leaves some old values: the same command again ends it."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n",
        footer = {"", "Example: goldilocks reinit model --layers -2: --seed 7"})
final class ReinitCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH",
            description = "A folder that holds a checkpoint, in one file or many, or a .safetensors file.")
    private Path path = Path.of("");

    @Option(names = "--tensors", paramLabel = "NAMES",
            description = "Names in which * stands for anything. May be given many times. With the next two, all must hold.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--layers", paramLabel = "START:END",
            description = "Layers, the end not included, negative from the end: -2: are the last two.")
    private @Nullable String layers;

    @Option(names = "--heads", description = "The heads: what makes logits, labels or spans.")
    private boolean heads;

    @Option(names = "--recipe", paramLabel = "RECIPE",
            description = "The rules, see 'goldilocks recipes'. Default: those of goldilocks.json, if init has made the model, else hf.")
    private @Nullable String recipe;

    @Option(names = "--recipe-option", paramLabel = "NAME=NUMBER",
            description = "A value for an option of the recipe. May be given many times.")
    private List<String> options = new ArrayList<>();

    @Option(names = "--init", paramLabel = "RULE",
            description = "One initialiser for all, in place of a recipe; see 'goldilocks initializers'.")
    private @Nullable String init;

    @Option(names = "--layout", paramLabel = "LAYOUT",
            description = "What the axes mean, with --init; see 'goldilocks fill --help'. Default: as in the model; linear"
                    + " without a config.json.")
    private @Nullable String layout;

    @Option(names = "--seed", paramLabel = "N",
            description = "The seed, a whole number of 64 bits. Default: that of goldilocks.json, else 0.")
    private @Nullable String seed;

    @Mixin
    private ThreadsArgument threads = new ThreadsArgument();

    @Option(names = "--dry-run", description = "Print the tensors and their initialisers, and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object instead of text, and no progress bar.")
    private boolean json;

    @Option(names = "--quiet", description = "Print neither a progress bar nor the summary line.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        int count = argument(threads::count);
        Selection selection = argument(() -> Selection.of(names, layers, heads));
        Reinit reinit = Reinit.open(path);
        long chosenSeed = argument(() -> seed(reinit));
        Refill.Values values = values(reinit);
        Refill refill = argument(() -> reinit.plan(selection, values, chosenSeed));
        double seconds = dryRun ? 0 : seconds(reinit, refill, count);
        List<TensorProvenance> made = reinit.made(refill);
        if (dryRun || json || !quiet) {
            new ReinitReport(path.toString(), made, dryRun, seconds).print(out(), json);
        }
        return 0;
    }

    private double seconds(Reinit reinit, Refill refill, int count) throws IOException {
        Path folder = Files.isDirectory(path) ? path : path.resolveSibling("");
        try (Filler filler = new Filler(count);
                TerminalProgress progress = TerminalProgress.onStandardError("filling", !json && !quiet);
                StopNotice _ = new StopNotice(() -> Reinit.underway(folder).isPresent()
                        ? "; " + path + " holds some of the new values, and the same command again ends it"
                        : "")) {
            long start = System.nanoTime();
            reinit.run(refill, filler, progress);
            return (System.nanoTime() - start) * 1e-9;
        }
    }

    private long seed(Reinit reinit) {
        return seed == null
                ? reinit.seed().orElse(0L)
                : WriteOptions.whole("--seed", seed, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private Refill.Values values(Reinit reinit) throws IOException {
        String rule = init;
        if (rule != null) {
            if (recipe != null || !options.isEmpty()) {
                throw misused("--init states the values, and so does --recipe: leave out one of them", null);
            }
            return argument(() -> new Refill.ByInitializer(Initializers.parse(rule),
                    Optional.ofNullable(layout).map(Layout::parse)));
        }
        if (layout != null) {
            throw misused("--layout goes with --init: a recipe knows what the axes mean", null);
        }
        if (recipe == null && options.isEmpty() && reinit.provenance().isPresent()) {
            return new Refill.ByRecipe(reinit.provenance().get().applied());
        }
        ModelConfig config = reinit.config().orElseThrow(() -> misused(path
                + " has no config.json, without which no recipe can be applied: give --init", null));
        Recipe opened = RecipeArgument.open(recipe == null ? Recipes.DEFAULT : recipe, this);
        Map<String, Double> given = argument(() -> RecipeOptions.parse(options));
        return new Refill.ByRecipe(opened.apply(ModelPlan.of(config, null), given));
    }
}
