// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Runs scripts with a Python that has torch, transformers and safetensors: {@code GOLDILOCKS_PYTHON}, else {@code python3}. */
final class Interop {
    /** Loads checkpoints and runs them. */
    static final Path SCRIPT = Path.of("src/test/resources/io/goldilocks/interop.py");

    private Interop() {}

    /** The lines that a script prints; without the libraries the test that asks is skipped, and says why. */
    static List<String> run(Path script, Object... arguments) throws IOException, InterruptedException {
        String python = Objects.requireNonNullElse(System.getenv("GOLDILOCKS_PYTHON"), "python3");
        requireLibraries(python);
        List<String> command = new ArrayList<>(List.of(python, "-B", script.toString()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines;
        try (Stream<String> out = process.inputReader().lines()) {
            lines = out.toList();
        }
        assertEquals(0, process.waitFor());
        return lines;
    }

    private static void requireLibraries(String python) throws InterruptedException {
        String why;
        try {
            Process process = new ProcessBuilder(python, "-c", "import torch, transformers, safetensors")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            why = process.waitFor() == 0 ? "" : "it lacks torch, transformers or safetensors";
        } catch (IOException e) {
            why = "it does not start";
        }
        if (!why.isEmpty()) {
            String message = "interop with transformers was skipped: tried " + python + ", but " + why
                    + "; set GOLDILOCKS_PYTHON";
            System.out.println(message);
            abort(message);
        }
    }
}
