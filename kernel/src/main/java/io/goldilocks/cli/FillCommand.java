// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Checkpoints;
import io.goldilocks.TensorProvenance;
import io.goldilocks.checkpoint.TensorFormat;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code goldilocks fill}. */
@Command(name = "fill", sortOptions = false,
        customSynopsis = "goldilocks fill --shape SHAPE --init RULE --out FILE [OPTIONS]",
        descriptionHeading = "%n", description = "Write one tensor, or a slice of it, into a file of its own.",
        optionListHeading = "%nOptions:%n",
        footer = {"", "'goldilocks initializers' lists the rules, with formulas, parameters and defaults.", "",
            "Example: goldilocks fill --shape 4096x4096 --init 'kaiming_normal(nonlinearity=relu)' --out w.npy"})
final class FillCommand extends BaseCommand implements Callable<Integer> {
    /** Set by the launcher, which can ask whether standard output is a terminal; Java has no call for that alone. */
    private static final String TERMINAL = "goldilocks.terminal.out";

    /** What a shell reports of a command that the end of its pipe has ended: 128 and the number of the signal PIPE. */
    private static final int BROKEN_PIPE = 128 + 13;

    @Option(names = "--shape", required = true, paramLabel = "SHAPE",
            description = "The whole tensor's extents, outermost first, joined by x, such as 4096x1024.")
    private String shape = "";

    @Option(names = "--init", required = true, paramLabel = "RULE",
            description = "The initialiser: NAME or 'NAME(KEY=VALUE,...)'; see 'goldilocks initializers'.")
    private String init = "";

    @Option(names = "--out", required = true, paramLabel = "FILE",
            description = "The file; its ending chooses the format. Or - for standard output, which must not be a terminal.")
    private String out = "";

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "safetensors, npy (f64, f32 and f16 alone) or bin, the elements and nothing else. Default: by the file's"
                    + " ending; safetensors for standard output.")
    private @Nullable String format;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "weight",
            description = "The tensor's name. It selects the random stream, so another name has other values."
                    + " Default: weight.")
    private String name = "weight";

    @Option(names = "--dtype", paramLabel = "TYPE", defaultValue = "f32",
            description = "f64, f32, f16, bf16, f8_e4m3 or f8_e5m2. Default: f32.")
    private String dtype = "f32";

    @Option(names = "--layout", paramLabel = "LAYOUT", defaultValue = "linear",
            description = {"What the axes mean, for rules that count fans. Default: linear.",
                "linear [out,in], conv1d [in,out], embedding [count,dim],",
                "conv(groups=1) [out,in/groups,k...], conv_transpose(groups=1) [in,out/groups,k...],",
                "experts(of=linear) [experts,out,in], fused(q=N,k=N,v=N,of=linear) [N+N+N,in],",
                "lora_a [rank,in], lora_b [out,rank], lora_embedding_a [rank,count], vector [n]."})
    private String layout = "linear";

    @Option(names = "--slice", paramLabel = "SLICE",
            description = "The part to write: START:END on each axis, END not included, joined by commas, such as"
                    + " 0:1024,512:1024. Default: the whole tensor.")
    private @Nullable String slice;

    @Mixin
    private WriteOptions write = new WriteOptions();

    @Override
    public Integer call() throws IOException {
        TensorProvenance tensor = argument(this::tensor);
        TensorFormat how = argument(this::format);
        int threads = argument(write::threads);
        SaveOptions options = argument(write::options);
        double seconds;
        try {
            seconds = write.seconds(threads, options, () -> "", checkpoints -> write(checkpoints, tensor, how));
        } catch (IllegalArgumentException e) {
            throw misused(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            if (isPipe() && String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe")) {
                return BROKEN_PIPE;
            }
            throw e;
        }
        report(tensor, seconds);
        return 0;
    }

    private void write(Checkpoints checkpoints, TensorProvenance tensor, TensorFormat how) throws IOException {
        if (isPipe()) {
            // Beside the command's own standard output, which is text; never closed, because it is not ours.
            FileChannel pipe = new FileOutputStream(FileDescriptor.out).getChannel();
            checkpoints.write(tensor, how, pipe);
        } else {
            checkpoints.write(tensor, how, Path.of(out));
        }
    }

    private boolean isPipe() {
        return out.equals("-");
    }

    private TensorProvenance tensor() {
        TensorSpec whole = new TensorSpec(name, Shape.parse(shape), DType.parse(dtype));
        Slice window = slice == null ? Slice.whole(whole.shape()) : Slice.parse(slice, whole.shape());
        TensorProvenance tensor = new TensorProvenance(whole, window, Layout.parse(layout), Initializers.parse(init),
                write.seed());
        tensor.parts(); // What does not fit is wrong usage, and told before a file is begun.
        return tensor;
    }

    private TensorFormat format() {
        if (isPipe() && Boolean.getBoolean(TERMINAL)) {
            throw new IllegalArgumentException(
                    "--out is '-', and standard output is a terminal, which cannot show a tensor:"
                            + " redirect it into a file or a pipe");
        }
        if (format != null) {
            return TensorFormat.parse(format);
        }
        return isPipe()
                ? TensorFormat.SAFETENSORS
                : TensorFormat.ofEnding(out)
                        .orElseThrow(() -> new IllegalArgumentException("cannot tell the format of '"
                                + out + "' from its ending: expected .safetensors, .npy or .bin, or give --format"));
    }

    private void report(TensorProvenance tensor, double seconds) {
        TensorSpec stored = tensor.stored();
        PrintWriter summary = isPipe() ? err() : out();
        if (write.json()) {
            Json.print(summary, json -> {
                json.writeStringProperty("file", out);
                Json.tensor(json, stored);
                json.writeStringProperty("initializer", tensor.initializer().toString());
                json.writeStringProperty("slice", tensor.window().toString());
                json.writeNumberProperty("seed", tensor.seed());
                Json.totals(json, 1, stored.shape().elementCount(), stored.byteSize());
                json.writeNumberProperty("seconds", seconds);
            });
        } else if (!write.quiet()) {
            summary.println("wrote " + (isPipe() ? "standard output" : out) + ": " + stored.name() + " "
                    + stored.shape() + " " + stored.dtype() + ", "
                    + Text.counted(stored.shape().elementCount(), "element") + ", "
                    + WriteOptions.speed(stored.byteSize(), seconds));
        }
    }
}
