// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stub in the launcher's place leaves its arguments where the config belongs. */
class ColdStartBenchmarkTest {
    @TempDir
    private Path folder;

    @Test
    void commandIsRunAndItsFilesRemoved() throws Exception {
        ColdStartBenchmark benchmark = benchmark(
                "mkdir \"$4\" && echo \"$@\" > \"$4/config.json\" && touch \"$4/goldilocks.json\"");
        Path out = benchmark.init();
        assertEquals("init gpt2-124m --out " + out + " --quiet\n", Files.readString(out.resolve("config.json")));
        benchmark.remove();
        assertFalse(Files.exists(out));
    }

    @Test
    void failureIsNoResult() throws IOException {
        ColdStartBenchmark benchmark = benchmark("exit 3");
        IOException e = assertThrows(IOException.class, benchmark::init);
        assertEquals(benchmark.launcher + " ended with exit code 3", e.getMessage());
    }

    private ColdStartBenchmark benchmark(String script) throws IOException {
        Path launcher = Files.writeString(folder.resolve("launcher"), "#!/bin/sh\n" + script + "\n");
        assertTrue(launcher.toFile().setExecutable(true));
        ColdStartBenchmark benchmark = new ColdStartBenchmark();
        benchmark.launcher = launcher.toString();
        benchmark.config = "gpt2-124m";
        benchmark.folder = folder.toString();
        return benchmark;
    }
}
