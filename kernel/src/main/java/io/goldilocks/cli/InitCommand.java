// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Provenance;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.rng.Engine;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.save.SavedCheckpoint;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code goldilocks init}. */
@Command(name = "init", sortOptions = false,
        customSynopsis = {"goldilocks init CONFIG --out DIR [OPTIONS]",
            "goldilocks init --from FILE --out DIR [OPTIONS]"},
        descriptionHeading = "%n",
        description = {"Make a model's checkpoint from its config.json.",
            "Writes model.safetensors, or several files and their index, and config.json, which the Hugging Face libraries"
                    + " load, and goldilocks.json, which says how to make the same bits again."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n",
        footer = {"", "Example: goldilocks init gpt2-124m --out my-gpt2 --dtype bf16 --seed 42"})
final class InitCommand extends BaseCommand implements Callable<Integer> {
    /** What a goldilocks.json states, so that nothing else may. */
    private static final List<String> STATED = List.of("--seed", "--engine", "--dtype", "--recipe", "--recipe-option");

    @Parameters(paramLabel = "CONFIG", arity = "0..1",
            description = "A config.json, a folder that holds one, or a built-in model, see 'goldilocks models'."
                    + " The name of a built-in model means that model even where a folder of that name exists;"
                    + " write ./NAME for the folder.")
    private @Nullable String config;

    @Option(names = "--out", paramLabel = "DIR",
            description = "The folder that receives the files; made if it is not there. Required unless --dry-run.")
    private @Nullable Path out;

    @Option(names = "--dtype", paramLabel = "TYPE",
            description = "f64, f32, f16, bf16, f8_e4m3 or f8_e5m2. Default: the config's dtype or torch_dtype, else"
                    + " f32.")
    private @Nullable String dtype;

    @Mixin
    private RecipeArgument recipe = new RecipeArgument();

    @Option(names = "--from", paramLabel = "FILE",
            description = "A goldilocks.json, or a folder that holds one: make that checkpoint again, to the bit.")
    private @Nullable Path from;

    @Option(names = "--dry-run",
            description = "Print the plan, every tensor with its role and rule, and write nothing.")
    private boolean dryRun;

    @Mixin
    private EngineArgument engine = new EngineArgument();

    @Mixin
    private WriteOptions write = new WriteOptions();

    @Mixin
    private ShardOptions shards = new ShardOptions();

    @Override
    public Integer call() throws IOException {
        int threads = argument(write::threads);
        SaveOptions options = argument(() -> shards.addTo(write.options()));
        if (out == null && !dryRun) {
            throw misused("missing required option: '--out=DIR', the folder for the files; or give --dry-run", null);
        }
        Provenance provenance = from == null ? stated() : again(from);
        if (out == null || dryRun) {
            new PlanReport(provenance).print(out(), write.json());
        } else {
            seed(provenance, threads, options, out);
        }
        return 0;
    }

    private Provenance stated() throws IOException {
        String typeName = dtype;
        DType type = typeName == null ? null : argument(() -> DType.parse(typeName));
        long seed = argument(write::seed);
        Engine generator = argument(engine::engine);
        if (config == null) {
            throw misused("missing required parameter: 'CONFIG', or give --from", null);
        }
        Map<String, Double> options = argument(recipe::options);
        return Provenance.of(ConfigArgument.open(config), type, recipe.open(this), options, seed).withEngine(generator);
    }

    private Provenance again(Path source) throws IOException {
        if (config != null || STATED.stream().anyMatch(this::isGiven)) {
            throw misused("--from states the model, seed, engine, dtype and recipe: leave out CONFIG and " + STATED,
                    null);
        }
        return Provenance.read(Files.isDirectory(source) ? source.resolve(Provenance.FILE) : source);
    }

    private void seed(Provenance provenance, int threads, SaveOptions options, Path folder) throws IOException {
        List<SavedCheckpoint> saved = new ArrayList<>();
        double seconds = write.seconds(threads, options, () -> StopNotice.left(folder),
                checkpoints -> saved.add(checkpoints.seed(provenance, folder)));
        report(provenance, options, saved.getFirst(), seconds);
    }

    private void report(Provenance provenance, SaveOptions options, SavedCheckpoint saved, double seconds) {
        ModelPlan plan = provenance.plan();
        int tensors = plan.tensors().size();
        if (write.json()) {
            Json.print(out(), json -> {
                json.writeStringProperty("folder", saved.folder().toString());
                json.writeStringProperty("family", plan.family());
                json.writeStringProperty("dtype", plan.dtype().name());
                json.writeStringProperty("recipe", provenance.applied().recipe().name());
                json.writeStringProperty("engine", provenance.engine().toString());
                json.writeNumberProperty("seed", provenance.seed());
                Json.totals(json, tensors, plan.parameterCount(), plan.byteSize());
                SavedReport.files(json, saved);
                json.writeNumberProperty("seconds", seconds);
            });
        } else if (!write.quiet()) {
            if (isVerbose()) {
                SavedReport.list(out(), saved);
            }
            out().println(SavedReport.summary(saved) + ": " + Text.counted(tensors, "tensor") + ", "
                    + Text.counted(plan.parameterCount(), "parameter") + ", "
                    + WriteOptions.speed(plan.byteSize(), seconds));
            if (isVerbose()) {
                out().println(WriteOptions.way(options));
            }
        }
    }
}
