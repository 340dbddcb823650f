// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.surgery.BaseModel;
import io.goldilocks.surgery.HeadAddition;
import io.goldilocks.surgery.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code goldilocks add-head}. */
@Command(name = "add-head", sortOptions = false,
        customSynopsis = "goldilocks add-head MODEL --head HEAD --out DIR [OPTIONS]", descriptionHeading = "%n",
        description = {"Give a model another head.",
            "The body keeps its bits, the old head goes but for tensors that the new class has too, and the config names the new"
                    + " class, which transformers loads."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n",
        footer = {"",
            "Example: goldilocks add-head my-llama --head sequence-classification --labels 5 --out my-classifier"})
final class AddHeadCommand extends SurgeryCommand {
    private static final int MAX_LABELS = 1 << 20;

    @Option(names = "--head", paramLabel = "HEAD", required = true,
            description = "sequence-classification, token-classification, question-answering, multiple-choice, causal-lm or"
                    + " another that the family has.")
    private String head = "";

    @Option(names = "--labels", paramLabel = "LABELS",
            description = "How many labels a classifier tells apart, or their names, joined by commas. Default: the config's.")
    private @Nullable String labels;

    @Option(names = "--init", paramLabel = "INIT", defaultValue = "normal",
            description = "normal: the family's rule, N(0, initializer_range) for weights and zeros for biases. zeros: the layer"
                    + " that makes the answers begins as zeros. Default: normal.")
    private String init = "normal";

    @Override
    Operation operation(BaseModel base) {
        if (!List.of("normal", "zeros").contains(init)) {
            throw misused("--init is '" + init + "': expected normal or zeros", null);
        }
        return new HeadAddition(head, argument(() -> labels(labels)), init.equals("zeros"));
    }

    private static List<String> labels(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        if (!text.matches("-?[0-9]+")) {
            return List.of(text.split(",", -1));
        }
        try {
            int count = Integer.parseInt(text);
            if (1 <= count && count <= MAX_LABELS) {
                return HeadAddition.numbered(count);
            }
        } catch (NumberFormatException e) {
            // Beyond 32 bits: reported with every other number out of range.
        }
        throw new IllegalArgumentException("--labels is '" + text + "': expected 1 to " + MAX_LABELS + ", or names");
    }
}
