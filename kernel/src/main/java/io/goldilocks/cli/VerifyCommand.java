// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.Filler;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.recipe.RecipeOptions;
import io.goldilocks.surgery.BaseModel;
import io.goldilocks.verify.Claim;
import io.goldilocks.verify.Examination;
import io.goldilocks.verify.Verdict;
import java.io.IOException;
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

/** {@code goldilocks verify}. */
@Command(name = "verify", sortOptions = false, customSynopsis = "goldilocks verify PATH [OPTIONS]",
        exitCodeOnExecutionException = 2, descriptionHeading = "%n",
        description = {
            "Make a checkpoint again and compare every bit; or examine one that does not say how it was made.",
            "A folder that init has made holds a goldilocks.json, a file of fill says in its header what it is: from these every"
                    + " element is made again. A difference is told with its tensor, its place, and both values.",
            "Anything else is examined: for NaN and infinity, tensors of one value, tensors and rows that stand there twice, and"
                    + " rows of zeros; with --recipe also for names, shapes, types, and for means, standard deviations and"
                    + " kurtoses that chance would bring about in one of " + Examination.ONE_IN
                    + " healthy checkpoints."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n",
        footer = {"",
            "Exit codes: 0 all was checked and is well, 1 there are findings, 2 not all could be checked, failed or wrong usage."})
final class VerifyCommand extends BaseCommand implements Callable<Integer> {
    private static final int FINDINGS = 1;
    private static final int NOT_ALL = 2;

    @Parameters(paramLabel = "PATH",
            description = "A folder that holds a checkpoint, in one file or many, or a .safetensors"
                    + " file.")
    private Path path = Path.of("");

    @Option(names = "--recipe", paramLabel = "RECIPE",
            description = "Examine by this recipe, see 'goldilocks recipes', and the folder's config.json.")
    private @Nullable String recipe;

    @Option(names = "--recipe-option", paramLabel = "NAME=NUMBER",
            description = "A value for an option of the recipe. May be given many times.")
    private List<String> options = new ArrayList<>();

    @Option(names = "--base", paramLabel = "MODEL",
            description = "The folder of the model that this one, or this adapter, came out of: for what was calculated from it, as"
                    + " pissa's factors, what they leave, and experts with noise.")
    private @Nullable Path base;

    @Mixin
    private ThreadsArgument threads = new ThreadsArgument();

    @Option(names = "--json", description = "Print one JSON object instead of text, and no progress bar.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path given = base;
        if (given == null) {
            return verify(Optional.empty());
        }
        try (BaseModel old = BaseModel.open(given)) {
            return verify(Optional.of(old));
        }
    }

    private int verify(Optional<BaseModel> old) throws IOException {
        int count = argument(threads::count);
        try (StoredCheckpoint checkpoint = CheckpointArgument.open(path)) {
            long start = System.nanoTime();
            Optional<Verdict> compared = CheckpointArgument.read(checkpoint::requireUncut,
                    () -> recipe == null ? compare(checkpoint, old, count) : Optional.empty());
            Verdict verdict = compared.isPresent()
                    ? compared.get()
                    : CheckpointArgument.read(checkpoint::requireUncut, () -> examine(checkpoint, count));
            double seconds = (System.nanoTime() - start) * 1e-9;
            new VerifyReport(path.toString(), compared.isPresent(), Optional.ofNullable(recipe), verdict, seconds)
                    .print(out(), json);
            return verdict.isGood() ? 0 : verdict.findings().isEmpty() ? NOT_ALL : FINDINGS;
        }
    }

    /** Makes the checkpoint again, if it says how. */
    private Optional<Verdict> compare(StoredCheckpoint checkpoint, Optional<BaseModel> old, int count)
            throws IOException {
        try (Filler filler = new Filler(count)) {
            Optional<Claim> claim = claim(checkpoint, old, filler);
            try (TerminalProgress progress = progress("verifying")) {
                return claim.isEmpty()
                        ? Optional.empty()
                        : Optional.of(claim.get().compare(checkpoint, filler, progress));
            }
        }
    }

    private Optional<Claim> claim(StoredCheckpoint checkpoint, Optional<BaseModel> old, Filler filler)
            throws IOException {
        try (TerminalProgress progress = progress("reading the base")) {
            return Claim.find(checkpoint, old, filler, progress);
        }
    }

    private Verdict examine(StoredCheckpoint checkpoint, int count) throws IOException {
        String examinedBy = recipe;
        Optional<ModelPlan> plan = examinedBy == null
                ? Optional.empty()
                : Optional.of(plan(checkpoint, examinedBy));
        try (TerminalProgress progress = progress("verifying")) {
            return Examination.examine(checkpoint, plan, count, progress);
        }
    }

    private TerminalProgress progress(String task) {
        return TerminalProgress.onStandardError(task, !json);
    }

    private ModelPlan plan(StoredCheckpoint checkpoint, String name) throws IOException {
        Map<String, Double> given = argument(() -> RecipeOptions.parse(options));
        ModelConfig config = ModelConfig.read(checkpoint.folder().resolve(Checkpoints.CONFIG));
        return Provenance.of(config, null, RecipeArgument.open(name, this), given, 0).plan();
    }
}
