// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the scripts that STREAM.md shows, where there is a Python with NumPy. */
final class PythonScript {
    private PythonScript() {}

    /** The lines that a script prints; without Python or NumPy the test that asks is skipped, and says why. */
    static List<String> run(Path script, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", "-B", script.toString()));
        Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
        Process python;
        try {
            python = new ProcessBuilder(command).start();
        } catch (IOException e) {
            return abort("there is no python3 here to run " + script.getFileName() + ": " + e.getMessage());
        }
        String out = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = new String(python.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(python.waitFor(60, TimeUnit.SECONDS));
        assumeTrue(!errors.contains("No module named"), "python3 has no NumPy here: " + errors);
        assertEquals(0, python.exitValue(), errors);
        return out.lines().toList();
    }
}
