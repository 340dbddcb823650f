// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.json.JsonObject;
import io.goldilocks.surgery.BaseModel;
import io.goldilocks.surgery.Operation;
import io.goldilocks.surgery.RowMethod;
import io.goldilocks.surgery.TokenSources;
import io.goldilocks.surgery.VocabularyExtension;
import io.goldilocks.tensor.Slice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code goldilocks extend-vocab}. */
@Command(name = "extend-vocab", sortOptions = false,
        customSynopsis = "goldilocks extend-vocab MODEL --to N --out DIR [OPTIONS]", descriptionHeading = "%n",
        description = {"Give a model more tokens.",
            "Token embeddings, a head that is not tied to them and its bias grow at their end, and vocab_size with them; all"
                    + " other bits stay. goldilocks.json says how to make the new rows again."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n",
        footer = {"",
            "Example: goldilocks extend-vocab my-llama --to 40000 --pad-to-multiple-of 64 --out my-larger-llama"})
final class ExtendVocabCommand extends SurgeryCommand {
    @Option(names = "--to", paramLabel = "N",
            description = "How many tokens there are to be. Default: as many as there are, with --pad-to-multiple-of.")
    private @Nullable Long to;

    @Option(names = "--pad-to-multiple-of", paramLabel = "N", description = "Round the number of tokens up.")
    private @Nullable Long multiple;

    @Option(names = "--method", paramLabel = "METHOD", defaultValue = "mean-resize",
            description = "How new rows begin. mean-resize: N(m, 1e-9 C) with mean and covariance of the old rows, as"
                    + " transformers does, or the mean where C is not positive definite; it needs 8 bytes for each element of C."
                    + " mean: the mean. normal: the family's rule for new models. copy: --copy-row. Default: mean-resize.")
    private String method = "mean-resize";

    @Option(names = "--copy-row", paramLabel = "N", description = "The old token whose row --method copy copies.")
    private @Nullable Long copyRow;

    @Option(names = "--sources", paramLabel = "FILE",
            description = "A JSON object such as {\"32000\": [17, 4052]}: the row of new token 32000 is the mean of those of"
                    + " tokens 17 and 4052, whatever the method.")
    private @Nullable Path sources;

    @Option(names = "--exclude-rows", paramLabel = "ROWS",
            description = "Old rows that do not count for mean and covariance, such as 0,5:10.")
    private @Nullable String excluded;

    @Option(names = "--allow-shrink", description = "Also take tokens away, from the end. Default: refuse.")
    private boolean shrink;

    @Override
    Operation operation(BaseModel base) throws IOException {
        if (to == null && multiple == null) {
            throw misused("missing required option: '--to=N', or give --pad-to-multiple-of", null);
        }
        if (orElse(to, 1) < 1 || orElse(to, 1) > Integer.MAX_VALUE || orElse(multiple, 1) < 1
                || orElse(multiple, 1) > Integer.MAX_VALUE) {
            throw misused("--to and --pad-to-multiple-of are out of range: expected 1 to " + Integer.MAX_VALUE, null);
        }
        long size = VocabularyExtension.padded(orElse(to, base.plan().dimensions().vocab().orElse(1)),
                orElse(multiple, 1));
        Long row = copyRow;
        RowMethod rows = argument(
                () -> RowMethod.parse(method, row == null ? OptionalLong.empty() : OptionalLong.of(row)));
        String left = excluded;
        List<Slice.Range> ranges = left == null ? List.of() : argument(() -> VocabularyExtension.parseRows(left));
        TokenSources named = sources == null ? TokenSources.NONE : TokenSources.of(JsonObject.read(sources));
        return new VocabularyExtension(size, rows, named, ranges, shrink);
    }
}
