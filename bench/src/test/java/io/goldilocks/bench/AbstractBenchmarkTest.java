// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.simd.Lanes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbstractBenchmarkTest {
    private static final class Plain extends AbstractBenchmark {}

    @Test
    void forkPrintsWhatItMeasures() throws IOException {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            new Plain().printMeasured();
        } finally {
            System.setOut(out);
        }
        assertEquals("[measured] Goldilocks with vectors of " + Lanes.BITS + " bits\n",
                printed.toString(StandardCharsets.UTF_8));
    }

    /** The list is what {@code benchmarks.jar} runs: an inherited method that the generator had missed would be absent. */
    @ParameterizedTest
    @ValueSource(strings = {"fill.FillBenchmark", "rng.WordsBenchmark",
        "distribution.SamplesBenchmark", "rounding.RoundingBenchmark", "linalg.OrthogonalBenchmark",
        "baseline.MemoryBenchmark", "baseline.CommonsRngBenchmark",
        "baseline.JdkBenchmark", "memory.FirstTouchBenchmark", "checkpoint.CheckpointBenchmark",
        "cli.ColdStartBenchmark", "cli.WriteBenchmark"})
    void benchmarkIsListed(String name) throws IOException {
        try (InputStream list = AbstractBenchmark.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertNotNull(list);
            String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(text.contains("io.goldilocks.bench." + name + " "), text);
        }
    }
}
