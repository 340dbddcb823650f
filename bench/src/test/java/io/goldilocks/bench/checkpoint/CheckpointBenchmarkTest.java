// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "files are mapped on Linux alone")
class CheckpointBenchmarkTest {
    @Test
    void strategiesMakeTheSameFileAndRawWritesOneAsLarge(@TempDir Path folder) throws Exception {
        CheckpointBenchmark benchmark = new CheckpointBenchmark();
        benchmark.folder = folder.toString();
        benchmark.mebibytes = 3;
        benchmark.threads = 2;
        benchmark.prepare();
        byte[] written = Files.readAllBytes(benchmark.written());
        assertArrayEquals(written, Files.readAllBytes(benchmark.mapped()));
        assertArrayEquals(written, Files.readAllBytes(benchmark.direct()));
        benchmark.remove();
        assertEquals(3 << 20, Files.size(benchmark.raw()));
        benchmark.remove();
        assertEquals(0, folder.toFile().list().length);
        benchmark.close();
    }
}
