// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Checkpoints;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code goldilocks init}. */
@Command(name = "init", sortOptions = false, customSynopsis = "goldilocks init CONFIG --out DIR [OPTIONS]",
        descriptionHeading = "%n",
        description = {"Make a model's checkpoint from its config.json.",
            "Writes model.safetensors and config.json, which the Hugging Face libraries load."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n",
        footer = {"", "Example: goldilocks init gpt2-124m --out my-gpt2 --dtype bf16 --seed 42"})
final class InitCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CONFIG",
            description = "A config.json, a folder that holds one, or a built-in model, see 'goldilocks models'."
                    + " The name of a built-in model means that model even where a folder of that name exists;"
                    + " write ./NAME for the folder.")
    private String config = "";

    @Option(names = "--out", paramLabel = "DIR",
            description = "The folder that receives the files; made if it is not there. Required unless --dry-run.")
    private @Nullable Path out;

    @Option(names = "--dtype", paramLabel = "TYPE",
            description = "f64, f32, f16, bf16, f8_e4m3 or f8_e5m2. Default: the config's dtype or torch_dtype, else"
                    + " f32.")
    private @Nullable String dtype;

    @Option(names = "--dry-run",
            description = "Print the plan, every tensor with its rule, and write nothing.")
    private boolean dryRun;

    @Mixin
    private WriteOptions write = new WriteOptions();

    @Override
    public Integer call() throws IOException {
        String typeName = dtype;
        DType type = typeName == null ? null : argument(() -> DType.parse(typeName));
        long seed = argument(write::seed);
        int threads = argument(write::threads);
        if (out == null && !dryRun) {
            throw misused("missing required option: '--out=DIR', the folder for the files; or give --dry-run", null);
        }
        ModelConfig model = ConfigArgument.open(config);
        ModelPlan plan = ModelPlan.of(model, type);
        if (out == null || dryRun) {
            new PlanReport(model.source(), plan).print(out(), write.json());
        } else {
            seed(model, plan, seed, threads, out);
        }
        return 0;
    }

    private void seed(ModelConfig model, ModelPlan plan, long seed, int threads, Path folder) throws IOException {
        double seconds = write.seconds(threads, checkpoints -> checkpoints.seed(model, plan, seed, folder));
        int tensors = plan.tensors().size();
        if (write.json()) {
            Json.print(out(), json -> {
                json.writeStringProperty("folder", folder.toString());
                json.writeStringProperty("family", plan.family());
                json.writeStringProperty("dtype", plan.dtype().name());
                json.writeNumberProperty("seed", seed);
                Json.totals(json, tensors, plan.parameterCount(), plan.byteSize());
                json.writeNumberProperty("seconds", seconds);
            });
        } else if (!write.quiet()) {
            out().println("wrote " + folder.resolve(Checkpoints.WEIGHTS) + " and " + Checkpoints.CONFIG + ": "
                    + Text.counted(tensors, "tensor") + ", " + Text.counted(plan.parameterCount(), "parameter") + ", "
                    + WriteOptions.speed(plan.byteSize(), seconds));
        }
    }
}
