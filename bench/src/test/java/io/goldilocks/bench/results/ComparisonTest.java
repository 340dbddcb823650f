// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Measurement.Unit RATE = new Measurement.Unit("G/s", true);
    private static final Measurement.Unit TIME = new Measurement.Unit("s/op", false);

    private static Measurement of(String name, double score, double error, Measurement.Unit unit) {
        return new Measurement("A." + name, new TreeMap<>(), score, error, unit);
    }

    @Test
    void onlyWhatLeavesItsIntervalHasMoved() {
        Comparison found = Comparison.of(
                List.of(of("touching", 1, 0.5, RATE), of("rate", 1, 0.5, RATE), of("time", 4, 0.1, TIME),
                        of("single", 1, Double.NaN, TIME), of("gone", 1, 0, RATE)),
                List.of(of("touching", 2, 0.5, RATE), of("rate", 2.25, 0.5, RATE), of("time", 1, 0.1, TIME),
                        of("single", 9, Double.NaN, TIME), of("born", 1, 0, RATE)));
        assertEquals(List.of("A.time", "A.rate"), found.moved().stream().map(moved -> moved.after().key()).toList());
        assertEquals(List.of(4.0, 2.25), found.moved().stream().map(Comparison.Change::speedup).toList());
        assertEquals(2, found.steady());
        assertEquals(Set.of("A.gone"), found.onlyOld());
        assertEquals(Set.of("A.born"), found.onlyNew());
    }

    /** Results from before the engine was a parameter are of the one that was the only one. */
    @Test
    void olderResultsAreOfTheDefaultEngine() {
        Measurement old = of("words", 1, 0.5, RATE);
        Comparison found = Comparison.of(List.of(old), List.of(
                new Measurement("A.words", new TreeMap<>(Map.of("engine", "philox4x32-10")), 1, 0.5, RATE),
                new Measurement("A.words", new TreeMap<>(Map.of("engine", "chacha8")), 1, 0.5, RATE)));
        assertEquals(1, found.steady());
        assertEquals(Set.of("A.words engine=chacha8"), found.onlyNew());
    }

    @Test
    void changesArePrinted() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Comparison.of(List.of(of("rate", 4, 0.5, RATE)), List.of(of("rate", 2, 0.5, RATE)))
                .print(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertEquals("""
                 0.50 times as fast: 4.00 ± 0.50 -> 2.00 ± 0.50 G/s  A.rate
                1 moved beyond their error, 0 did not
                """, printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void otherUnitIsRefused() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> Comparison.of(List.of(of("a", 1, 0, RATE)), List.of(of("a", 1, 0, TIME)))).getMessage());
        assertTrue(message.contains("A.a is in G/s in the old result and in s/op in the new one"), message);
    }
}
