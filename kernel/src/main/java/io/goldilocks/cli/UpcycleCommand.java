// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.surgery.BaseModel;
import io.goldilocks.surgery.Operation;
import io.goldilocks.surgery.Upcycling;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code goldilocks upcycle}. */
@Command(name = "upcycle", sortOptions = false,
        customSynopsis = "goldilocks upcycle MODEL --experts N --out DIR [OPTIONS]", descriptionHeading = "%n",
        description = {"Make a dense model a mixture of experts.",
            "llama and mistral become mixtral, qwen2 becomes qwen2_moe. Each expert begins as the MLP of its layer, the router by"
                    + " the family's rule. Without --noise and --reinit-fraction the mixture computes what the dense model did;"
                    + " a shared expert begins with an outer layer of zeros and adds nothing at first."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n",
        footer = {"",
            "Example: goldilocks upcycle my-mistral --experts 8 --top-k 2 --reinit-fraction 0.5 --out my-mixtral"})
final class UpcycleCommand extends SurgeryCommand {
    @Option(names = "--experts", paramLabel = "N", required = true, description = "How many experts, at least 2.")
    private int experts;

    @Option(names = "--top-k", paramLabel = "N", defaultValue = "2",
            description = "How many of them each token takes. Default: 2.")
    private int topK = 2;

    @Option(names = "--noise", paramLabel = "STD", defaultValue = "0",
            description = "The standard deviation of Gaussian noise on every weight of the experts. Default: 0.")
    private double noise;

    @Option(names = "--reinit-fraction", paramLabel = "F", defaultValue = "0",
            description = "The fraction of each expert's inner channels, chosen at random for each, that are drawn anew with mean"
                    + " and standard deviation of what they replace (drop-upcycling). Default: 0.")
    private double redrawn;

    @Override
    Operation operation(BaseModel base) {
        return argument(() -> new Upcycling(experts, topK, noise, redrawn));
    }
}
