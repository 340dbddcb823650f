// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.checkpoint.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code goldilocks inspect}. */
@Command(name = "inspect", sortOptions = false, customSynopsis = "goldilocks inspect PATH [OPTIONS]",
        descriptionHeading = "%n",
        description = {"List the tensors of a checkpoint, with mean, std, min and max.",
            "Reads every element. std is that of the elements themselves (divided by n). Complex tensors, those"
                    + " of 4- and 6-bit types, and empty ones have no figures and show -."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n")
final class InspectCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH",
            description = "A .safetensors file, or a folder that holds model.safetensors, or many such files and their index,"
                    + " model.safetensors.index.json.")
    private Path path = Path.of("");

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        try (StoredCheckpoint checkpoint = CheckpointArgument.open(path)) {
            CheckpointArgument.read(checkpoint::requireUncut, () -> report(checkpoint)).print(out(), json);
        }
        return 0;
    }

    private InspectReport report(StoredCheckpoint checkpoint) {
        try (TerminalProgress progress = TerminalProgress.onStandardError("reading", !json)) {
            return InspectReport.of(checkpoint, progress);
        }
    }
}
