// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.save.SaveOptions;
import io.goldilocks.surgery.BaseModel;
import io.goldilocks.surgery.LoraAdapter;
import io.goldilocks.surgery.LoraInit;
import io.goldilocks.surgery.LoraOptions;
import io.goldilocks.surgery.Randomness;
import io.goldilocks.surgery.Surgeon;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code goldilocks lora}. */
@Command(name = "lora", sortOptions = false, customSynopsis = "goldilocks lora MODEL --rank N --out DIR [OPTIONS]",
        descriptionHeading = "%n",
        description = {"Make a low-rank adapter of a model, which PEFT loads.",
            "Writes adapter_model.safetensors, adapter_config.json and goldilocks.json. The adapted model begins as the model"
                    + " itself."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n",
        footer = {"",
            "Example: goldilocks lora my-llama --rank 16 --alpha 32 --targets q_proj,v_proj --out my-adapter"})
final class LoraCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL",
            description = "The folder of a model: config.json and weights, in one file or many.")
    private Path model = Path.of("");

    @Option(names = "--rank", paramLabel = "N", required = true,
            description = "The inner dimension of the two factors, at most the lesser side of each adapted weight.")
    private int rank;

    @Option(names = "--alpha", paramLabel = "N",
            description = "Scales their product by N/rank. Default: the rank, so that the scale is 1.")
    private @Nullable Integer alpha;

    @Option(names = "--targets", paramLabel = "NAMES", split = ",",
            description = "The modules that are adapted: the ends of their names, joined by commas, such as q_proj,mlp.c_proj;"
                    + " or all-linear for every dense layer but heads and routers. Default: PEFT's for the family.")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--init", paramLabel = "INIT", defaultValue = "default",
            description = "default: A U(-1/sqrt(in), 1/sqrt(in)), B zeros. gaussian: A N(0, 1/rank), B zeros. zeros: both."
                    + " orthogonal: both from one orthogonal matrix, their product 0. pissa: the greatest singular values of the"
                    + " weight. olora: the beginning of its QR decomposition. Default: default.")
    private String init = "default";

    @Option(names = "--residual", paramLabel = "DIR",
            description = "The folder that receives the model without what pissa or olora take off it: the adapter is put on"
                    + " that one.")
    private @Nullable Path residual;

    @Option(names = "--link",
            description = "Make files of the residual all of whose tensors stay hard links to those of MODEL where the file system"
                    + " lets them. Default: copy.")
    private boolean link;

    @Option(names = "--rslora", description = "Scale by alpha/sqrt(rank).")
    private boolean rsLora;

    @Option(names = "--dtype", paramLabel = "TYPE", defaultValue = "f32",
            description = "The type of the factors: f32, f16 or bf16. Default: f32.")
    private String dtype = "f32";

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "The folder that receives the adapter; made if it is not there.")
    private Path out = Path.of("");

    @Mixin
    private EngineArgument engine = new EngineArgument();

    @Mixin
    private WriteOptions write = new WriteOptions();

    @Mixin
    private ShardOptions shards = new ShardOptions();

    @Override
    public Integer call() throws IOException {
        int threads = argument(write::threads);
        SaveOptions saving = argument(() -> shards.addTo(write.options()));
        Randomness randomness = argument(() -> new Randomness(engine.engine(), write.seed()));
        LoraOptions options = argument(() -> new LoraOptions(rank, alpha == null ? rank : alpha, targets,
                LoraInit.parse(init), rsLora, DType.parse(dtype)));
        Optional<Path> rest = Optional.ofNullable(residual);
        if (rest.isPresent() != options.init().changesBase()) {
            throw misused(rest.isPresent()
                    ? "--residual is for --init pissa and olora: " + options.init() + " leaves the model as it is"
                    : "missing required option: '--residual=DIR', the folder for the model without what "
                            + options.init()
                            + " takes off it",
                    null);
        }
        try (BaseModel base = BaseModel.open(model)) {
            LoraAdapter adapter = new LoraAdapter(base, options, randomness);
            List<LoraAdapter.Result> results = new ArrayList<>();
            double seconds = write.seconds(threads, saving,
                    () -> rest.map(StopNotice::left).orElse("") + StopNotice.left(out),
                    checkpoints -> results.add(adapter.write(new Surgeon(checkpoints, link), out, rest)));
            report(adapter, results.getFirst(), seconds);
        }
        return 0;
    }

    private void report(LoraAdapter adapter, LoraAdapter.Result result, double seconds) {
        if (write.json()) {
            Json.print(out(), json -> {
                json.writeStringProperty("folder", out.toString());
                if (residual != null) {
                    json.writeStringProperty("residual", residual.toString());
                }
                json.writeArrayPropertyStart("modules");
                adapter.modules().forEach(json::writeString);
                json.writeEndArray();
                json.writeArrayPropertyStart("left_out");
                adapter.unreachable().forEach(json::writeString);
                json.writeEndArray();
                json.writeNumberProperty("parameters", adapter.parameterCount());
                SavedReport.files(json, result.adapter());
                json.writeNumberProperty("seconds", seconds);
            });
        } else if (!write.quiet()) {
            if (isVerbose()) {
                result.residual().ifPresent(saved -> SavedReport.list(out(), saved));
                SavedReport.list(out(), result.adapter());
                adapter.unreachable().forEach(module -> out().println("left out " + module
                        + ": PEFT takes its name for the experts"));
            }
            int missed = adapter.unreachable().size();
            out().println(SavedReport.summary(result.adapter(), "adapter_config.json") + ": "
                    + Text.counted(adapter.modules().size(), "module")
                    + (missed == 0 ? "" : " (" + missed + " beside the experts left out)") + ", "
                    + Text.counted(adapter.parameterCount(), "parameter")
                    + (residual == null ? "" : "; for the model in " + residual) + ", in " + Text.hundredths(seconds)
                    + " s");
        }
    }
}
