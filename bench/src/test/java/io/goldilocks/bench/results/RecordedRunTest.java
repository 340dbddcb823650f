// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.simd.Lanes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

class RecordedRunTest {
    @TempDir
    private Path folder;

    private static Options brief(String twin) {
        return new OptionsBuilder().include("WordsBenchmark").param("twin", twin)
                .param("engine", "philox4x32-10").warmupIterations(0)
                .measurementIterations(1).measurementTime(TimeValue.milliseconds(1)).build();
    }

    /** Two runs in forks of their own make one result, and the record says what the forks measured. */
    @Test
    void runLeavesItsRecord() throws IOException, RunnerException {
        Path results = folder.resolve("brief.json");
        new RecordedRun("the command").run(List.of(brief("SCALAR"), brief("VECTOR")), results);
        List<Measurement> rows = ResultFile.read(results);
        assertEquals(List.of("SCALAR", "VECTOR"), rows.stream().map(row -> row.param("twin")).toList());
        assertTrue(rows.stream().allMatch(row -> row.score() > 0));
        Map<String, String> record = Environment.read(results);
        assertEquals("Goldilocks with vectors of " + Lanes.BITS + " bits", record.get("measured"));
        assertEquals("the command", record.get("command"));
        assertTrue(record.getOrDefault("flags", "").contains("--add-modules=jdk.incubator.vector"), record.toString());
        assertTrue(record.getOrDefault("jdk", "").contains(Runtime.version().toString()), record.toString());
        assertTrue(record.getOrDefault("commit", "").matches("[0-9a-f]{40}(-dirty)?|unknown.*"), record.toString());
        assertTrue(List.of("cpu", "cores", "memory", "system", "kernel", "started", "took").stream()
                .allMatch(name -> !record.getOrDefault(name, "").isBlank()), record.toString());
    }

    @Test
    void recordStandsBesideTheResult() {
        assertEquals(Path.of("a/zen5.environment.json"), Environment.besides(Path.of("a/zen5.json")));
    }
}
