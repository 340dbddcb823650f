// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.save.SaveOptions;
import io.goldilocks.surgery.BaseModel;
import io.goldilocks.surgery.Operation;
import io.goldilocks.surgery.Outcome;
import io.goldilocks.surgery.Randomness;
import io.goldilocks.surgery.Surgeon;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands have that make a model of another. */
abstract class SurgeryCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL",
            description = "The folder of a model: config.json and weights, in one file or many.")
    private Path model = Path.of("");

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "The folder that receives the new model; made if it is not there. Files of the tokeniser and the like"
                    + " are not copied.")
    private Path out = Path.of("");

    @Option(names = "--link",
            description = "Make files all of whose tensors stay hard links to those of MODEL where the file system lets them, else"
                    + " copy them. What later changes such a file in its place changes both models. Default: copy.")
    private boolean link;

    @Mixin
    private EngineArgument engine = new EngineArgument();

    @Mixin
    private WriteOptions write = new WriteOptions();

    @Mixin
    private ShardOptions shards = new ShardOptions();

    /** Reads the options; those that do not fit the model are refused later. */
    abstract Operation operation(BaseModel base) throws IOException;

    @Override
    public Integer call() throws IOException {
        int threads = argument(write::threads);
        SaveOptions options = argument(() -> shards.addTo(write.options()));
        Randomness randomness = argument(() -> new Randomness(engine.engine(), write.seed()));
        try (BaseModel base = BaseModel.open(model)) {
            Operation operation = operation(base);
            List<Surgeon.Result> results = new ArrayList<>();
            double seconds = write.seconds(threads, options, () -> StopNotice.left(out), checkpoints -> results
                    .add(new Surgeon(checkpoints, link).operate(base, operation, randomness, out)));
            report(operation, results.getFirst(), seconds);
        }
        return 0;
    }

    private void report(Operation operation, Surgeon.Result result, double seconds) {
        Outcome outcome = result.outcome();
        List<Outcome.Tensor> made = outcome.tensors().stream().filter(tensor -> tensor.made().isPresent()).toList();
        long bytes = outcome.tensors().stream().map(Outcome.Tensor::spec).mapToLong(TensorSpec::byteSize).sum();
        if (write.json()) {
            Json.print(out(), json -> {
                json.writeStringProperty("folder", out.toString());
                json.writeStringProperty("operation", operation.name());
                json.writeNumberProperty("tensor_count", outcome.tensors().size());
                json.writeArrayPropertyStart("new");
                made.forEach(tensor -> json.writeString(tensor.spec().name()));
                json.writeEndArray();
                json.writeArrayPropertyStart("dropped");
                outcome.dropped().forEach(json::writeString);
                json.writeEndArray();
                json.writeNumberProperty("bytes", bytes);
                SavedReport.files(json, result.saved());
                json.writeNumberProperty("seconds", seconds);
            });
        } else if (!write.quiet()) {
            if (isVerbose()) {
                SavedReport.list(out(), result.saved());
            }
            out().println(SavedReport.summary(result.saved()) + ": "
                    + Text.counted(outcome.tensors().size(), "tensor") + ", " + made.size()
                    + " of them new in whole or part, "
                    + outcome.dropped().size() + " old ones dropped, " + WriteOptions.speed(bytes, seconds));
        }
    }

    /** Reads an option that may be left out. */
    static long orElse(@Nullable Long given, long fallback) {
        return given == null ? fallback : given;
    }
}
