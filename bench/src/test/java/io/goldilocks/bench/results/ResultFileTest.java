// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultFileTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("some.json"), text);
    }

    @Test
    void scoreIsTheOneThatCounts() throws IOException {
        List<Measurement> rows = ResultFile.read(file(JmhJson.file(
                JmhJson.row("rng.WordsBenchmark.words", "\"twin\":\"SCALAR\"", 4.5, 0.25),
                JmhJson.counted("fill.FillBenchmark.fill", "\"threads\":\"2\",\"dtype\":\"F32\"", "samples", 2.5, 0.5),
                JmhJson.counted("baseline.MemoryBenchmark.memset", "", "bytes", 64, 1),
                JmhJson.timed("cli.ColdStartBenchmark.start", 0.5))));
        assertEquals(new Measurement("WordsBenchmark.words", new TreeMap<>(Map.of("twin", "SCALAR")), 4.5, 0.25,
                new Measurement.Unit("G/s", true)), rows.get(0));
        assertEquals("FillBenchmark.fill dtype=F32 threads=2", rows.get(1).key());
        assertEquals(2.5, rows.get(1).score());
        assertEquals(new Measurement.Unit("G samples/s", true), rows.get(1).unit());
        assertEquals(new Measurement.Unit("GB/s", true), rows.get(2).unit());
        assertEquals(new Measurement.Unit("s/op", false), rows.get(3).unit());
        assertTrue(Double.isNaN(rows.get(3).error()));
    }

    /** The first published result: 12 fills of each kind and 20 other rows, and 10 with other generators. */
    @Test
    void publishedResultIsRead() throws IOException {
        List<Measurement> rows = ResultFile.read(Path.of("../jmh-results/2026-11-23-zen5.json"));
        assertEquals("MemsetBenchmark.fill mebibytes=1", rows.getFirst().key());
        assertEquals(64.62720117293964, rows.getFirst().score());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | not a JSON list",
        "[7] | row 0: expected the row to be an object, found 7",
        "[{\"benchmark\":1}] | expected benchmark to be a string, found 1",
        "[{\"benchmark\":\"a\"}] | expected benchmark to be class and method, found a",
        "[{\"benchmark\":\"A.b\"}] | expected primaryMetric to be an object, found null",
        "[{\"benchmark\":\"A.b\",\"primaryMetric\":{\"scoreUnit\":\"s/op\",\"score\":\"x\"}}] | score to be a number, found x",
        "[ | not a JSON list"})
    void brokenFileIsRefused(String text, String message) throws IOException {
        Path file = file(text);
        String found = String.valueOf(assertThrows(IOException.class, () -> ResultFile.read(file)).getMessage());
        assertTrue(found.contains(message) && found.contains(file.toString()), found);
    }

    @Test
    void sameRowTwiceIsRefused() throws IOException {
        String row = JmhJson.row("rng.WordsBenchmark.words", "", 1, 0);
        Path file = file(JmhJson.file(row, row));
        String found = String.valueOf(assertThrows(IOException.class, () -> ResultFile.read(file)).getMessage());
        assertTrue(found.contains("WordsBenchmark.words twice"), found);
    }

    @ParameterizedTest
    @CsvSource({"2.1849, 0.32, 2.18 ± 0.32", "43.62, 8, 43.6 ± 8.0", "1250.4, 3.2, 1250 ± 3", "0.10234, NaN, 0.102",
        "0.0391, 0, 0.0391 ± 0.0000", "9.999, 0.1, 10.0 ± 0.1", "0.00000012, NaN, 1.2e-07"})
    void numbersHaveThreeDigits(double score, double error, String text) {
        assertEquals(text, new Measurement("A.b", new TreeMap<>(), score, error, new Measurement.Unit("s/op", false))
                .scored());
    }
}
