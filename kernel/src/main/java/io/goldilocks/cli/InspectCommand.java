// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Checkpoints;
import io.goldilocks.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code goldilocks inspect}. */
@Command(name = "inspect", sortOptions = false, customSynopsis = "goldilocks inspect PATH [OPTIONS]",
        descriptionHeading = "%n",
        description = {"List the tensors of a file, with mean, std, min and max.",
            "Reads every element. std is that of the elements themselves (divided by n). Complex tensors, those"
                    + " of 4- and 6-bit types, and empty ones have no figures and show -."},
        parameterListHeading = "%n", optionListHeading = "%nOptions:%n")
final class InspectCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH",
            description = "A .safetensors file, or a folder that holds model.safetensors.")
    private Path path = Path.of("");

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(file())) {
            report(file).print(out(), json);
        }
        return 0;
    }

    private InspectReport report(SafetensorsFile file) {
        try (TerminalProgress progress = TerminalProgress.onStandardError("reading", !json)) {
            return InspectReport.of(file, progress);
        }
    }

    private Path file() throws IOException {
        if (!Files.isDirectory(path)) {
            return path;
        }
        Path weights = path.resolve(Checkpoints.WEIGHTS);
        if (!Files.exists(weights)) {
            throw new NoSuchFileException(path.toString(), null,
                    "this folder holds no " + Checkpoints.WEIGHTS + "; name a .safetensors file");
        }
        return weights;
    }
}
